/**
 * Opens a gateway's playground in Chromium and checks what a visitor relies on.
 *
 *   node playground/test/drive.mjs http://127.0.0.1:8080/ [screenshot.png]
 *
 * TOKEN: a bearer token, where the gateway asks for one. CHROMIUM: the browser's path.
 */
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PERSIAN = /[\u0600-\u06ff]/
/** Asks for no account data, so that any gateway can answer it. */
const QUERY = 'query Drive { __typename __schema { queryType { name } } }'

export function openBrowser(chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium') {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: FLAGS })
}

/** A page that cannot reach other origins; what it tried, and what it complained about, is recorded. */
export async function openPage(browser, baseUrl, { colorScheme = 'light', token } = {}) {
  const base = new URL(baseUrl)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme })
  if (token) {
    // As if it had been typed on an earlier visit: then even the first request carries it.
    const key = `didar-graphql:${base.pathname}:token`
    await context.addInitScript(([key, token]) => sessionStorage.setItem(key, token), [key, token])
  }
  const page = await context.newPage()
  const seen = { outside: [], requests: [], errors: [] }

  await context.route('**/*', (route) => {
    const url = new URL(route.request().url())
    if (url.protocol === 'data:' || url.origin === base.origin) return route.continue()
    seen.outside.push(url.href)
    return route.abort()
  })
  context.on('request', (request) => seen.requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') seen.errors.push(message.text())
  })
  page.on('pageerror', (error) => seen.errors.push(String(error)))
  page.on('crash', () => seen.errors.push('the page crashed'))

  await page.goto(base.href)
  await page.locator('.playground-bar').waitFor()
  return { page, context, seen }
}

export async function applyToken(page, token) {
  await page.getByLabel('Token').fill(token)
  await page.locator('.playground-token button').click()
}

/** Prints one line per check and counts them. */
export function counter() {
  const result = { passed: 0, failed: 0 }
  const check = async (name, test) => {
    try {
      const outcome = await test()
      if (outcome === false) throw new Error('not so')
      result.passed += 1
      console.log(`ok    ${name}`)
    } catch (error) {
      result.failed += 1
      console.log(`FAIL  ${name}: ${error.message}`)
    }
  }
  return { check, result }
}

/** All checks against a gateway that answers; resolves to `{ passed, failed }`. */
export async function checkPlayground(baseUrl, options = {}) {
  const { chromiumPath, screenshotPath, token = process.env.TOKEN, colorScheme } = options
  /** A type whose fields are documented in Persian; null where the account has none. */
  const { persianType = 'ContactCustomFields' } = options
  const { check, result } = counter()
  const base = new URL(baseUrl)
  const browser = await openBrowser(chromiumPath)
  try {
    const { page, seen } = await openPage(browser, base, { colorScheme, token })

    await check('the title is Didar GraphQL', async () => (await page.title()) === 'Didar GraphQL')
    await check('the editor opens with text in it', () =>
      page.waitForFunction(() => document.querySelector('.graphiql-query-editor .view-lines')?.textContent.trim()),
    )
    await check('the documentation shows Query', async () => {
      await page.getByRole('button', { name: /Show Documentation Explorer/ }).click()
      await page.locator('.graphiql-doc-explorer-root-type', { hasText: 'query' }).waitFor()
      return (await page.locator('.graphiql-doc-explorer-content').innerText()).includes('Query')
    })
    await check('no banner', async () => (await page.locator('.playground-banner').count()) === 0)
    await check('a typed query runs and its answer appears', async () => {
      await newTab(page)
      await typeQuery(page, QUERY)
      await run(page)
      await answer(page, /"__typename":\s*"\w+"/)
    })
    await check('completion offers the fields of Query', () => completes(page))
    await check('an unknown field is underlined', async () => {
      await typeQuery(page, '{ noSuchFieldAnywhere }')
      await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor()
    })
    if (persianType) {
      await check('the documentation shows a Persian description', async () => {
        await showType(page, persianType)
        const text = page.locator('.graphiql-doc-explorer-content .graphiql-markdown-description').filter({ hasText: PERSIAN }).first()
        await text.waitFor()
        // "plaintext" takes the direction from the text itself.
        const bidi = await text.locator('p').first().evaluate((node) => getComputedStyle(node).unicodeBidi)
        return bidi === 'plaintext'
      })
    }
    await check('the first tab can be opened again', async () => {
      await page.locator('.graphiql-tab-button').first().click()
      await page.locator('.graphiql-query-editor .view-lines').waitFor()
    })
    if (screenshotPath) await page.screenshot({ path: screenshotPath })

    await check('the three workers come from assets/', async () => {
      const names = page.workers().map((worker) => worker.url())
      const expected = ['editor', 'graphql', 'json'].map((name) => new URL(`assets/${name}.worker.js`, base).href)
      const missing = expected.filter((url) => !names.includes(url))
      if (missing.length > 0) throw new Error(`no ${missing.join(', ')} among ${names.join(', ') || 'none'}`)
    })
    await check('every request stays under the page', () => {
      const stray = seen.requests.filter((url) => !url.startsWith('data:') && !url.startsWith(base.href))
      if (stray.length > 0) throw new Error(stray.join(', '))
    })
    await check('no request to another origin', () => {
      if (seen.outside.length > 0) throw new Error(seen.outside.join(', '))
    })
    await check('no console error', () => {
      if (seen.errors.length > 0) throw new Error(seen.errors.join(' | '))
    })
    await check('stored keys carry the page path', async () => {
      const keys = await page.evaluate(() => Object.keys(localStorage))
      const stray = keys.filter((key) => !key.startsWith(`didar-graphql:${base.pathname}:`))
      if (keys.length === 0 || stray.length > 0) throw new Error(stray.join(', ') || 'nothing is stored')
    })
  } finally {
    await browser.close()
  }
  return result
}

export async function newTab(page) {
  await page.getByRole('button', { name: 'New tab' }).click()
}

export async function typeQuery(page, query) {
  await page.locator('.graphiql-query-editor .view-lines').click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  // In one piece: typed letter by letter, the editor would close the brackets on its own.
  await page.keyboard.insertText(query)
}

export async function run(page) {
  await page.locator('.graphiql-execute-button').click()
}

/** Waits for the response pane; the editor renders spaces as no-break ones. */
export async function answer(page, pattern) {
  await page.waitForFunction(
    ([source]) => {
      const lines = document.querySelector('.result-window .view-lines, .graphiql-response .view-lines')
      return new RegExp(source).test((lines?.textContent ?? '').replaceAll('\u00a0', ' '))
    },
    [pattern.source],
    { timeout: 15_000 },
  )
}

async function completes(page) {
  await typeQuery(page, '{ acc')
  await page.keyboard.press('Control+Space')
  await page.locator('.suggest-widget .monaco-list-row', { hasText: 'account' }).first().waitFor()
  await page.keyboard.press('Escape')
}

/** Through the explorer's own search, as a person would. */
export async function showType(page, name) {
  await page.locator('.graphiql-doc-explorer-search').click()
  await page.locator('.graphiql-doc-explorer-search input').fill(name)
  await page.locator('.graphiql-doc-explorer-search [role="option"]').filter({ hasText: name }).first().click()
  await page.locator('.graphiql-doc-explorer-title', { hasText: name }).waitFor()
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, screenshotPath] = process.argv.slice(2)
  if (!url) {
    console.error('usage: node drive.mjs <url of the playground, with its closing slash> [screenshot.png]')
    process.exit(2)
  }
  const { passed, failed } = await checkPlayground(url, { screenshotPath })
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed > 0 ? 1 : 0)
}
