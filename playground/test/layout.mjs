/** That all of the page can be seen and reached, on whatever screen. */
import { openPage, shoot } from './browser.mjs'
import { answer, closeDocs, newTab, openDocs, run, showType, tabs, typeQuery } from './steps.mjs'

const SCREENS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024, isNarrow: true },
  { width: 700, height: 900, isNarrow: true },
  { width: 375, height: 667, isNarrow: true },
  { width: 667, height: 375, isNarrow: true },
]

const QUERY = '.graphiql-query-editor'

const WORDS = `${'س'.repeat(60)} ${'x'.repeat(60)}`
const LONG = `query Long { contacts(first: 1, filter: { lastName: [{ contains: "${WORDS}" }] }) { totalCount } }`

export async function checkLayout(check, browser, address) {
  for (const { isNarrow = false, ...viewport } of SCREENS) {
    const size = `${viewport.width}×${viewport.height}`
    console.log(`# at ${size}`)
    const { page, context } = await openPage(browser, address, { viewport, hasTouch: isNarrow })
    await page.locator('.playground-account').waitFor()
    // With a token in use the bar is at its longest; who lets everyone in takes any.
    await page.evaluate((key) => sessionStorage.setItem(key, 'any'), `didar-graphql:${new URL(address).pathname}:token`)
    await page.reload()
    await page.getByRole('button', { name: 'Forget token' }).waitFor()
    await tabs(page).nth(2).waitFor()

    await check(`the answer stands ${isNarrow ? 'below' : 'beside'} the query`, async () => {
      await run(page)
      await answer(page, /"totalCount": \d+/)
      await shoot(page, `layout-${size}`)
      const [query, response] = await boxes(page, '.graphiql-editors', '.graphiql-response')
      const isBelow = response.y >= query.y + query.height
      const isWhole = response.width > viewport.width * 0.9 && query.width > viewport.width * 0.9
      return isNarrow ? isBelow && isWhole : response.x >= query.x + query.width
    })
    await check('every button can be pressed', () => everyButton(page))
    await check('and the whole answer is in sight, or scrolled there', async () => {
      await page.locator('.graphiql-response').scrollIntoViewIfNeeded()
      const [response] = await boxes(page, '.graphiql-response')
      const [pane, editor] = await boxes(page, `${QUERY} .graphiql-editor`, `${QUERY} .monaco-editor`)
      const isInSight = response.y >= 0 && response.y + response.height <= viewport.height
      return response.height >= 150 && isInSight && pane.y === editor.y
    })
    await check('variables have room too', async () => {
      await page.getByRole('button', { name: 'Variables' }).click()
      const [variables, editors] = await boxes(page, '.graphiql-editor-tool', '.graphiql-editors')
      await page.getByRole('button', { name: 'Hide editor tools' }).click()
      return variables.height >= 90 && variables.y + variables.height <= editors.y + editors.height + 1
    })
    await check('the last tab can be reached', async () => {
      await tabs(page).last().click()
      await page.locator('.graphiql-tab-active').filter({ has: tabs(page).last() }).waitFor()
    })
    await check('a long line is broken, not cut by the buttons', async () => {
      await newTab(page)
      await typeQuery(page, LONG)
      await page.waitForFunction(() => document.querySelectorAll('.graphiql-query-editor .view-line').length > 1)
      return !(await page.evaluate(cutLine))
    })
    await check('the documentation has room', async () => {
      await openDocs(page)
      await showType(page, 'ContactCustomFieldsFilter')
      await shoot(page, `layout-${size}-docs`)
      const [docs] = await boxes(page, '.graphiql-doc-explorer')
      await everyButton(page)
      return docs.width >= (isNarrow ? viewport.width * 0.9 : 200)
    })
    await check('the query is there again behind it', async () => {
      await closeDocs(page)
      await page.locator(`${QUERY} .view-line`, { hasText: 'Long' }).waitFor()
    })
    await check('the settings are not cut', async () => {
      await page.getByRole('button', { name: 'Open settings dialog' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Dark' }).click({ trial: true })
      const isWhole = await dialog.evaluate((node) => node.scrollWidth <= node.clientWidth)
      await page.keyboard.press('Escape')
      return isWhole
    })
    await check('nothing is wider or longer than the screen', () =>
      page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement
        return scrollWidth <= innerWidth && scrollHeight <= innerHeight
      }),
    )
    await context.close()
  }
}

const boxes = (page, ...selectors) => Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()))

/** Playwright's trial presses nothing, yet waits until nothing lies over the button. */
async function everyButton(page) {
  const buttons = page.locator('.playground button:visible:enabled')
  for (const button of await buttons.all()) await button.click({ trial: true })
}

/** Whether a line of the query ends beyond its editor, or under the buttons. */
function cutLine() {
  const editor = document.querySelector('.graphiql-query-editor .graphiql-editor').getBoundingClientRect()
  const buttons = document.querySelector('.graphiql-toolbar').getBoundingClientRect()
  const overlap = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
  const lines = [...document.querySelectorAll('.graphiql-query-editor .view-line > span')]
  return overlap(editor, buttons) || lines.some((line) => line.getBoundingClientRect().right > editor.right)
}
