/** What a visitor does. */

export const tabs = (page) => page.locator('.graphiql-tab-button')
export const notice = (page, kind) => page.locator(`.playground-notice${kind ? `-${kind}` : ''}`)
export const suggestions = (page) => page.locator('.suggest-widget .monaco-list-row')

export async function newTab(page) {
  await page.getByRole('button', { name: 'New tab' }).click()
}

/** Leaves the caret where `|` stands. */
export async function typeQuery(page, marked) {
  const [before, after = ''] = marked.split('|')
  await page.locator('.graphiql-query-editor textarea').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  // In one piece: typed letter by letter, the editor would close the brackets on its own.
  await page.keyboard.insertText(before + after)
  for (let step = 0; step < after.length; step += 1) await page.keyboard.press('ArrowLeft')
}

export async function typeHeaders(page, headers) {
  await page.locator('[data-name="headers"]').click()
  await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) textarea').focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(JSON.stringify(headers))
  // The editor hands its text on after a pause.
  await page.waitForTimeout(800)
}

export async function run(page) {
  await page.locator('.graphiql-execute-button').click()
}

/** Waits for the response pane; the editor renders spaces as no-break ones, and indents what it wraps. */
export async function answer(page, pattern) {
  await page.waitForFunction(
    ([source]) => {
      const lines = document.querySelector('.graphiql-response .view-lines')
      return new RegExp(source).test((lines?.textContent ?? '').replace(/\s+/g, ' '))
    },
    [pattern.source],
    { timeout: 15_000 },
  )
}

export async function complete(page) {
  await page.keyboard.press('Control+Space')
  await suggestions(page).first().waitFor()
}

export async function openDocs(page) {
  await page.getByRole('button', { name: /Show Documentation Explorer/ }).click()
  await page.locator('.graphiql-doc-explorer-root-type', { hasText: 'query' }).waitFor()
}

export async function closeDocs(page) {
  await page.getByRole('button', { name: /Hide Documentation Explorer/ }).click()
  await page.locator('.graphiql-doc-explorer').waitFor({ state: 'detached' })
}

/** Types into the explorer's search. Resolves to what it offers. */
export async function searchDocs(page, text) {
  await page.locator('.graphiql-doc-explorer-search').click()
  await page.locator('.graphiql-doc-explorer-search input').fill(text)
  return page.locator('.graphiql-doc-explorer-search [role="option"]')
}

/** Through the explorer's own search, as a person would: a type comes before its fields. */
export async function showType(page, name) {
  const type = page.locator('.graphiql-doc-explorer-search-type', { hasText: new RegExp(`^${name}$`) })
  await (await searchDocs(page, name)).filter({ has: type }).first().click()
  await page.locator('.graphiql-doc-explorer-title', { hasText: name }).waitFor()
}

export async function useToken(page, token) {
  await page.getByLabel('Token', { exact: true }).fill(token)
  await page.getByRole('button', { name: 'Use token' }).click()
}

/**
 * How a text with a Persian title and a Latin key in brackets stands: the title must be to the right of the key,
 * the key in one piece, and nothing around the element may mix with it.
 */
export const layout = (locator) =>
  locator.evaluate((node) => {
    const text = document.createTreeWalker(node, NodeFilter.SHOW_TEXT).nextNode()
    const box = (pattern) => {
      const match = pattern.exec(text.data)
      const range = document.createRange()
      range.setStart(text, match.index)
      range.setEnd(text, match.index + match[0].length)
      return { boxes: range.getClientRects().length, ...range.getBoundingClientRect().toJSON() }
    }
    const title = box(/[\u0600-\u06ff]+/)
    const key = box(/Field_\w+/)
    return { bidi: getComputedStyle(node).unicodeBidi, isRightToLeft: title.left >= key.right, keyBoxes: key.boxes }
  })

/** Whether something comes to be so, within some seconds. */
export async function eventually(page, isSo) {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isSo()) return true
    await page.waitForTimeout(50)
  }
  return false
}
