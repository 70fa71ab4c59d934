/**
 * What a newcomer waits for, from the started program to an edited query that outlives a reload: prints a table.
 *
 *   node playground/test/first-steps.mjs <didar-graphql> <README.md>
 *
 * Figures, not verdicts: a step that does not end is a failure, a slow one is not. CHROMIUM: the browser's path.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { openBrowser, openPage } from './browser.mjs'
import { answer, complete, eventually, newTab, run, tabs, typeQuery } from './steps.mjs'

const [binary, readme] = process.argv.slice(2)
if (!binary || !readme) {
  console.error('usage: node first-steps.mjs <didar-graphql> <README.md>')
  process.exit(2)
}
const block = (language) => readFileSync(readme, 'utf8').split(`\`\`\`${language}\n`)[1].split('```')[0]

console.log('| Step | Seconds |\n| --- | --- |')
async function step(name, does) {
  const began = performance.now()
  const result = await does()
  console.log(`| ${name} | ${((performance.now() - began) / 1000).toFixed(1)} |`)
  return result
}

let demo
const browser = await openBrowser()
try {
  const address = await step('`demo` with 2,000 contacts, until it says where GraphiQL is', async () => {
    demo = spawn(binary, ['demo', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const line of createInterface({ input: demo.stdout })) {
      if (line.startsWith('GraphiQL: ')) return line.slice('GraphiQL: '.length)
    }
    throw new Error('it ended')
  })
  await step("the README's query over HTTP, the first request there is", async () => {
    const body = JSON.stringify({ query: block('graphql') })
    const headers = { 'content-type': 'application/json' }
    const answered = await fetch(`${address}graphql`, { method: 'POST', headers, body })
    const [found, shown] = [await answered.json(), JSON.parse(block('json'))]
    if (JSON.stringify(found) !== JSON.stringify(shown)) throw new Error(JSON.stringify(found))
  })
  const { page } = await step('GraphiQL in Chromium, until its editor and tabs are there', async () => {
    const visit = await openPage(browser, address)
    await tabs(visit.page).nth(4).waitFor()
    return visit
  })
  await step('the first tab, a named query over three custom fields, until its rows are there', async () => {
    await run(page)
    await answer(page, /"totalCount": \d+,\s*"nodes": \[\s*\{/)
  })
  const edited = 'query MyCustomers { contacts(filter: { custom: { city: [{ in: [TEHRAN] }] } }) { totalCount } }'
  await step('a query of one’s own with a completed option, until it is answered', async () => {
    await newTab(page)
    await typeQuery(page, edited.replace('TEHRAN', '|'))
    await complete(page)
    await page.keyboard.press('Escape')
    await typeQuery(page, edited)
    await run(page)
    await answer(page, /"totalCount": \d+/)
  })
  const isKept = () =>
    page.evaluate(() => Object.values(localStorage).some((value) => value.includes('query MyCustomers')))
  await step('until a reload would keep it', () => eventually(page, isKept))
  await step('a reload, until the query is there again', async () => {
    await page.reload()
    await page.locator('.graphiql-query-editor .view-lines', { hasText: 'MyCustomers' }).waitFor()
  })
} finally {
  await browser.close()
  demo?.kill()
}
