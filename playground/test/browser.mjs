/** Chromium, and a page in it that reaches no other host. */
import { mkdirSync } from 'node:fs'
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

/** Where screenshots go; none are made without it. */
const SHOTS = process.env.SHOTS

export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: FLAGS })

/**
 * Opens the playground with an empty storage. `seen` has what it asked for and what it complained about;
 * `expected` is a pattern of complaints that the browser itself makes, such as of a status 401.
 */
export async function openPage(browser, address, { expected, ...options } = {}) {
  const base = new URL(address)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const seen = { base, outside: [], requests: [], complaints: [] }
  const complain = (text) => expected?.test(text) || seen.complaints.push(text)

  await context.route('**/*', (route) => {
    const url = new URL(route.request().url())
    if (url.protocol === 'data:' || url.origin === base.origin) return route.continue()
    seen.outside.push(url.href)
    return route.abort()
  })
  context.on('request', (request) => seen.requests.push(request))
  const page = await context.newPage()
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(message.text()))
  page.on('pageerror', (error) => complain(String(error)))
  page.on('crash', () => complain('the page crashed'))

  await page.goto(base.href)
  await page.locator('.playground-bar').waitFor()
  await page.locator('.graphiql-query-editor .view-lines').waitFor()
  return { page, context, seen }
}

/** The editors start and restart their workers after the page has opened, and complain where they cannot. */
export async function untilSettled({ page, seen }) {
  await page.locator('.playground-account').waitFor()
  for (let before = 0; before < seen.requests.length; await page.waitForTimeout(1000)) before = seen.requests.length
}

export async function shoot(page, name) {
  if (!SHOTS) return
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

/** What must hold after every visit. */
export async function checkManners(check, { page, seen }) {
  await check('every request stays under the page, and none carries a token', () => {
    const urls = seen.requests.map((request) => request.url()).filter((url) => !url.startsWith('data:'))
    const stray = urls.filter((url) => !url.startsWith(seen.base.href) || /dgq_/.test(url))
    if (stray.length + seen.outside.length > 0) throw new Error([...stray, ...seen.outside].join(', '))
  })
  await check('no error and no warning in the console', () => {
    if (seen.complaints.length > 0) throw new Error(seen.complaints.join(' | '))
  })
  await check('what is stored for longer holds no token and no header, under keys of this path', async () => {
    const stored = await page.evaluate(() => Object.entries(localStorage))
    const stray = stored.filter(([key]) => !key.startsWith(`didar-graphql:${seen.base.pathname}:`))
    if (stray.length > 0 || /dgq_|bearer/i.test(JSON.stringify(stored))) throw new Error(JSON.stringify(stored))
  })
}

/** Prints one line for each check and counts them. */
export function counter() {
  const result = { passed: 0, failed: 0 }
  const check = async (name, test) => {
    try {
      if ((await test()) === false) throw new Error('not so')
      result.passed += 1
      console.log(`ok    ${name}`)
    } catch (error) {
      result.failed += 1
      console.log(`FAIL  ${name}: ${error.message.split('\n', 1)[0]}`)
    }
  }
  return { check, result }
}
