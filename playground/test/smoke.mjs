/**
 * Checks the built page against a stand-in gateway:
 *
 *   node test/smoke.mjs core.graphql generated.graphql
 *
 * The files are joined into one schema. Screenshots go to test/out/.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { answer, applyToken, checkPlayground, counter, openBrowser, openPage, run } from './drive.mjs'
import { startServer, TOKEN } from './server.mjs'

const schemaFiles = process.argv.slice(2)
if (schemaFiles.length === 0) {
  console.error('usage: node test/smoke.mjs <schema.graphql>...')
  process.exit(2)
}

const OUT = fileURLToPath(new URL('./out/', import.meta.url))
mkdirSync(OUT, { recursive: true })
const shot = (page, name) => page.screenshot({ path: `${OUT}${name}.png` })

const { origin, state, close } = await startServer(schemaFiles)
const { check, result } = counter()
const add = ({ passed, failed }) => {
  result.passed += passed
  result.failed += failed
}

try {
  console.log('# at /')
  add(await checkPlayground(`${origin}/`, { screenshotPath: `${OUT}root.png`, token: null }))
  console.log('# with a token from the start')
  add(await checkPlayground(`${origin}/locked/`, { token: TOKEN }))
  state.authorizations.length = 0
  console.log('# at /crm/')
  add(await checkPlayground(`${origin}/crm/`, { screenshotPath: `${OUT}crm-dark.png`, colorScheme: 'dark', token: null }))

  const browser = await openBrowser()
  try {
    await exampleTabs(browser)
    await lockedGateway(browser)
    await brokenGateway(browser)
  } finally {
    await browser.close()
  }
} finally {
  close()
}

console.log(`${result.passed} passed, ${result.failed} failed`)
process.exit(result.failed > 0 ? 1 : 0)

async function exampleTabs(browser) {
  console.log('# example tabs')
  const { page, context } = await openPage(browser, `${origin}/crm/`)
  const labels = page.locator('.graphiql-tab-button')
  await check('one tab per example', async () => {
    await labels.nth(1).waitFor()
    return (await labels.allInnerTexts()).join() === 'Account,ByPhone'
  })
  await check('the first example runs', async () => {
    await page.locator('.graphiql-query-editor .view-lines').waitFor()
    await run(page)
    await answer(page, /شرکت نمونه/)
  })
  await check('the second runs with its variables', async () => {
    await labels.nth(1).click()
    await run(page)
    await answer(page, /مریم احمدی/)
  })
  await shot(page, 'examples')
  await check('no Authorization without a token', () => state.authorizations.every((header) => header === undefined))
  await check('a header from the editor is sent, and kept in no storage', async () => {
    await page.locator('[data-name="headers"]').click()
    await page.locator('.graphiql-editor-tool .view-lines:visible').last().click()
    await page.keyboard.insertText('{ "authorization": "Bearer typed-by-hand" }')
    // The editor hands its text on after a pause.
    await page.waitForTimeout(800)
    await run(page)
    await answer(page, /مریم احمدی/)
    await page.waitForTimeout(800)
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }))
    if (stored.includes('typed-by-hand')) throw new Error(stored)
    return state.authorizations.at(-1) === 'Bearer typed-by-hand'
  })
  await check('tabs come back after a reload', async () => {
    await page.reload()
    await labels.nth(1).waitFor()
    return (await labels.count()) === 2
  })
  await context.close()
}

async function lockedGateway(browser) {
  console.log('# 401 until a token is given')
  const { page, context } = await openPage(browser, `${origin}/locked/`)
  const banner = page.locator('.playground-banner')
  await check('the banner gives the status and the message', async () => {
    await banner.waitFor()
    const text = await banner.innerText()
    return text.includes('HTTP 401') && text.includes('a valid token is needed')
  })
  await page.locator('.graphiql-query-editor .view-lines').waitFor()
  await check('one welcome tab', async () => {
    const text = await page.locator('.graphiql-query-editor .view-lines').innerText()
    return (await page.locator('.graphiql-tab-button').count()) <= 1 && text.includes('Welcome')
  })
  await shot(page, 'locked')
  await check('the token brings schema and examples', async () => {
    await applyToken(page, TOKEN)
    await page.locator('.graphiql-tab-button').nth(1).waitFor()
    await banner.waitFor({ state: 'detached' })
    await page.locator('.graphiql-query-editor .view-lines').waitFor()
    await run(page)
    await answer(page, /شرکت نمونه/)
    return state.authorizations.at(-1) === `Bearer ${TOKEN}`
  })
  await check('the token is in sessionStorage only', async () => {
    const [local, session] = await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }].map((s) => JSON.stringify(s)))
    return !local.includes('let-me-in') && session.includes('didar-graphql:/locked/:token')
  })
  await context.close()
}

async function brokenGateway(browser) {
  console.log('# a proxy that answers HTML, then recovers')
  const { page, context } = await openPage(browser, `${origin}/down/`)
  const banner = page.locator('.playground-banner')
  await check('the banner quotes the answer', async () => {
    await banner.waitFor()
    return (await banner.innerText()).includes('HTTP 502 Bad Gateway: <h1>Bad gateway</h1>')
  })
  await check('retry reads the schema', async () => {
    state.down = false
    await banner.getByRole('button', { name: 'Retry' }).click()
    await banner.waitFor({ state: 'detached' })
  })
  await context.close()
}
