/**
 * Opens a gateway's playground in Chromium and checks what a visitor relies on.
 *
 *   node playground/test/drive.mjs http://127.0.0.1:8080/ [path of didar-graphql]
 *
 * The page is the demo's, or any that lets everyone in. With the binary, gateways are started that stand behind a
 * path prefix, ask for tokens, or fail. CHROMIUM: the browser's path. SHOTS: a folder for screenshots.
 */
import { checkAccess } from './axe.mjs'
import { counter, openBrowser } from './browser.mjs'
import { checkFailures } from './failures.mjs'
import { newToken, startGateway, startProxy, startSandbox } from './gateway.mjs'
import { checkLayout } from './layout.mjs'
import { checkPersian } from './persian.mjs'
import { checkTokens } from './tokens.mjs'
import { checkVisit } from './visit.mjs'

const [address, binary] = process.argv.slice(2)
if (!address) {
  console.error('usage: node drive.mjs <url of the playground, with its closing slash> [path of didar-graphql]')
  process.exit(2)
}

const { check, result } = counter()
const browser = await openBrowser()
try {
  await checkVisit(check, browser, address)
  await checkPersian(check, browser, address, { colorScheme: 'light' })
  await checkLayout(check, browser, address)
  await checkAccess(check, browser, address)
  if (binary) await checkOwnGateways(binary)
} finally {
  await browser.close()
}
console.log(`${result.passed} passed, ${result.failed} failed`)
process.exit(result.failed > 0 ? 1 : 0)

async function checkOwnGateways(binary) {
  const running = []
  const run = async (starting) => running[running.push(await starting) - 1]
  try {
    const { api } = await run(startSandbox(binary))
    const open = await run(startGateway(binary, { api }))
    const prefixed = await run(startProxy(open.page, '/crm/'))
    await checkVisit(check, browser, prefixed.page, { colorScheme: 'dark' })
    await checkPersian(check, browser, prefixed.page, { colorScheme: 'dark' })

    const { token, hash } = newToken(binary)
    const locked = await run(startGateway(binary, { api, tokenHash: hash }))
    const prefixedToo = await run(startProxy(locked.page, '/acme/'))
    await checkTokens(check, browser, locked.page, token)
    await checkTokens(check, browser, prefixedToo.page, token)
    await checkFailures(check, browser, binary, api)
  } finally {
    for (const { stop } of running.reverse()) await stop()
  }
}
