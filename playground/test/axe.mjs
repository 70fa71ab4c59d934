/** WCAG 2.2 A and AA, as far as axe sees it, in whatever a visitor may see. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openPage, shoot } from './browser.mjs'
import { answer, closeDocs, complete, newTab, notice, openDocs, run, searchDocs, showType } from './steps.mjs'
import { tabs, typeQuery, useToken } from './steps.mjs'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const SCREENS = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  { name: 'phone', viewport: { width: 375, height: 667 } },
]

/** What Chromium itself says of failed requests. */
const expected = /Failed to load resource/

export async function checkAccess(check, browser, address) {
  for (const { name, viewport } of SCREENS) {
    for (const colorScheme of ['light', 'dark']) {
      console.log(`# accessibility, ${name}, ${colorScheme}`)
      const { page, context } = await openPage(browser, address, { viewport, colorScheme, expected })
      await page.locator('.playground-account').waitFor()
      for (const [state, arrive] of Object.entries(STATES)) {
        await check(`${state}: nothing that axe complains of`, async () => {
          const part = await arrive(page)
          await shoot(page, `axe-${name}-${colorScheme}-${state.replaceAll(' ', '-')}`)
          await audit(page, part)
        })
      }
      await context.close()
    }
  }
}

/** Each goes on where the one before ended, and may resolve to the part of the page that counts. */
const STATES = {
  'the first screen': (page) => tabs(page).nth(2).waitFor(),
  'an answer': async (page) => {
    await run(page)
    await answer(page, /"totalCount": \d+/)
    // Colours come after the text.
    await page.locator('.graphiql-response .view-line span span', { hasText: /^"totalCount"$/ }).waitFor()
  },
  'the documentation': openDocs,
  'a search in it': async (page) => (await searchDocs(page, 'بودجه')).first().waitFor(),
  'a type': (page) => showType(page, 'ContactCustomFieldsFilter'),
  'the history': async (page) => {
    await closeDocs(page)
    await page.getByRole('button', { name: 'Show History' }).click()
    await page.locator('.graphiql-history-item').first().waitFor()
  },
  'completion': async (page) => {
    await page.getByRole('button', { name: 'Hide History' }).click()
    await newTab(page)
    await typeQuery(page, '{ contacts(filter: { custom: { |} }) { totalCount } }')
    await complete(page)
    // It lies over the buttons for a moment, as lists do, and what is left of them is too small for axe.
    return '.suggest-widget'
  },
  'an error of the query': async (page) => {
    await page.keyboard.press('Escape')
    await typeQuery(page, 'query ($first: Int) { noSuchField contacts(first: $first) { totalCount } }')
    await page.locator('.graphiql-query-editor .squiggly-error').first().waitFor()
    await run(page)
    await answer(page, /"errors"/)
  },
  'the settings': async (page) => {
    await page.getByRole('button', { name: 'Open settings dialog' }).click()
    await page.getByRole('dialog').waitFor()
  },
  'a notice': async (page) => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.route('**/graphql', (route) => route.abort())
    await page.getByRole('button', { name: /Re-fetch/ }).click()
    await notice(page, 'unreachable').waitFor()
  },
  'the token form': async (page) => {
    await page.route(/\/(graphql|graphiql-tabs\.json)$/, (route) => route.fulfill({ status: 401, json: REFUSAL }))
    await page.getByRole('button', { name: /Re-fetch/ }).click()
    await notice(page, 'token').waitFor()
  },
  'a refused token': async (page) => {
    await useToken(page, 'dgq_wrong')
    await page.getByRole('alert').filter({ hasText: 'refused this token' }).waitFor()
  },
}

const REFUSAL = { errors: [{ message: 'a token is needed', extensions: { code: 'UNAUTHENTICATED' } }] }

/** Monaco's, which cannot be told otherwise. */
const EXCEPTED = [
  // It names the chosen line of the list before it draws it.
  { rule: 'aria-valid-attr-value', of: '.suggest-widget .monaco-list' },
]

async function audit(page, part = 'html') {
  await page.evaluate(AXE)
  const violations = await page.evaluate(findViolations, { part, tags: RULES, excepted: EXCEPTED })
  if (violations.length > 0) throw new Error(`${violations.length}: ${violations.slice(0, 5).join(' | ')}`)
}

/** In the page. */
async function findViolations({ part, tags, excepted }) {
  const { violations } = await window.axe.run(part, { runOnly: tags, resultTypes: ['violations'], elementRef: true })
  const isExcepted = (id, element) => excepted.some(({ rule, of }) => rule === id && element.matches(of))
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ element }) => !isExcepted(id, element))
      .map(({ html, any }) => `${id} ${html.slice(0, 120)} ${any[0]?.message ?? ''}`.replace(/\s+/g, ' ')),
  )
}
