/** What every visitor relies on, at a gateway that lets everyone in. */
import { checkManners, openPage, shoot } from './browser.mjs'
import { answer, complete, eventually, newTab, notice, openDocs, run, suggestions, tabs, typeQuery } from './steps.mjs'

/** Asks for no account data, so that any gateway can answer it. */
const QUERY = 'query Drive { __typename __schema { queryType { name } } }'

export async function checkVisit(check, browser, address, { colorScheme = 'light' } = {}) {
  console.log(`# at ${new URL(address).pathname}, ${colorScheme}`)
  const visit = await openPage(browser, address, { colorScheme })
  const { page, seen } = visit
  const shot = (name) => shoot(page, `${new URL(address).pathname.replaceAll('/', '')}${colorScheme}-${name}`)

  await check('its name, no notice, no talk of tokens', async () => {
    await page.locator('.playground-account').waitFor()
    const shown = (await notice(page).count()) + (await page.getByText(/token/i).count())
    return (await page.title()) === 'Didar GraphQL' && shown === 0
  })
  const examples = await (await page.request.get(new URL('graphiql-tabs.json', address).href)).json()
  const shownTitles = async () => (await tabs(page).allInnerTexts()).slice(0, examples.length).join()
  const titles = examples.map(({ title }) => title).join()

  await check('tabs made from the account open under their titles, and the first gives rows', async () => {
    await tabs(page).nth(examples.length - 1).waitFor()
    await run(page)
    await answer(page, /"totalCount": \d+,\s*"nodes": \[\s*\{/)
    await shot('first-tab')
    return eventually(page, async () => (await shownTitles()) === titles)
  })
  await check('every other tab runs as it is, and keeps its title', async () => {
    for (const number of examples.keys()) {
      await tabs(page).nth(number).click()
      await run(page)
      await answer(page, /^\s*\{\s*"data"/)
    }
    return (await shownTitles()) === titles
  })
  await check('one is a mutation, with its variables in sight', async () => {
    const number = examples.findIndex(({ query }) => /^mutation /m.test(query))
    await tabs(page).nth(number).click()
    const [name] = Object.entries(JSON.parse(examples[number].variables))[0]
    await page.locator('.graphiql-editor-tool .view-lines:visible', { hasText: `"${name}"` }).waitFor()
    await shot('mutation')
  })
  await check('a new tab right after a switch leaves the titles as they are', async () => {
    await tabs(page).first().click()
    await tabs(page).nth(1).click()
    await newTab(page)
    return (await shownTitles()) === titles
  })
  await check('a tab whose operation gets another name is called by it', async () => {
    const last = tabs(page).last()
    await typeQuery(page, 'query ContactsPage { contacts { totalCount } }')
    await last.filter({ hasText: examples.find(({ query }) => query.includes('query ContactsPage')).title }).waitFor()
    await typeQuery(page, 'query CountOfContacts { contacts { totalCount } }')
    await last.filter({ hasText: 'CountOfContacts' }).waitFor()
  })
  await check('the documentation opens', () => openDocs(page))
  await check('a typed query runs', async () => {
    await newTab(page)
    await typeQuery(page, QUERY)
    await run(page)
    await answer(page, /"queryType": \{\s*"name": "Query"/)
  })
  await check('completion offers fields, and mutations', async () => {
    await typeQuery(page, '{ acc| }')
    await complete(page)
    await suggestions(page).filter({ hasText: 'account' }).first().waitFor()
    await typeQuery(page, 'mutation { createCon| }')
    await complete(page)
    await suggestions(page).filter({ hasText: 'createContact' }).first().waitFor()
    await page.keyboard.press('Escape')
  })
  await check('an unknown field is underlined, and a wrong variable', async () => {
    await typeQuery(page, 'query ($first: Int) { noSuchFieldAnywhere contacts(first: $first) { totalCount } }')
    await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor()
    await page.locator('[data-name="variables"]').click()
    await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) textarea').focus()
    await page.keyboard.insertText('{"first": "many", "after": [1, 2]}')
    await page.locator('.graphiql-editor-tool .squiggly-error').first().waitFor()
  })
  await check('the button formats query and variables', async () => {
    await page.getByRole('button', { name: /Prettify/ }).click()
    const lines = (name) => page.locator(`${name} .view-line`).count()
    await page.waitForFunction(() => document.querySelectorAll('.graphiql-query-editor .view-line').length > 4)
    return (await lines('.graphiql-editor-tool .graphiql-editor:not(.hidden)')) > 4
  })
  await check('each language has its worker, out of one file', () => {
    const urls = page.workers().map((worker) => worker.url())
    return urls.length === 3 && urls.every((url) => url === new URL('assets/languages.worker.js', seen.base).href)
  })
  await check('what was written is there after a reload', async () => {
    // As the button formatted it: on a line of its own.
    await page.waitForFunction(isStored, 'noSuchFieldAnywhere\n')
    const before = await tabs(page).count()
    await page.reload()
    await page.locator('.graphiql-query-editor', { hasText: 'noSuchFieldAnywhere' }).waitFor()
    // The titles come with the gateway's own tabs, a moment after the stored ones.
    const isSame = async () => (await tabs(page).count()) === before && (await shownTitles()) === titles
    return before > 1 && (await eventually(page, isSame))
  })
  await checkManners(check, visit)
  await visit.context.close()
}

/** In the page: whether the editors have handed on all of the open tab, which they do one after the other. */
function isStored(text) {
  const entries = Object.entries(localStorage)
  const stored = (name) => entries.find(([key]) => key.endsWith(`graphiql:${name}`))?.[1] ?? ''
  const { tabs, activeTabIndex } = JSON.parse(stored('tabState') || '{"tabs":[]}')
  const open = tabs[activeTabIndex]
  const isWhole = open?.query === stored('query') && (open?.variables ?? '') === stored('variables')
  return isWhole && open.query.includes(text)
}
