/** What the page says when there is no schema, and that it recovers. */
import { checkManners, openPage, shoot, untilSettled } from './browser.mjs'
import { startGateway, startProxy } from './gateway.mjs'
import { answer, notice, run, tabs } from './steps.mjs'

/** What Chromium itself says of failed requests. */
const expected = /Failed to load resource/

const again = (page) => page.getByRole('button', { name: 'Try again' })

export async function checkFailures(check, browser, binary, api) {
  await stopped(check, browser, binary, api)
  await refusedKey(check, browser, binary, api)
  await didarAway(check, browser, binary, api)
  await strangeAnswer(check, browser, binary, api)
}

async function stopped(check, browser, binary, api) {
  console.log('# a gateway that stops while the page is open')
  const first = await startGateway(binary, { api })
  const visit = await openPage(browser, first.page, { expected })
  const { page } = visit
  await untilSettled(visit)
  await first.stop()

  await check('a query says that the gateway could not be reached', async () => {
    await run(page)
    await answer(page, /could not be reached/)
  })
  await check('reading the schema again says so too, and what to do', async () => {
    await page.getByRole('button', { name: /Re-fetch/ }).click()
    await notice(page, 'unreachable').filter({ hasText: 'Is it running' }).waitFor()
    await shoot(page, 'stopped')
  })
  const second = await startGateway(binary, { api, port: first.port })
  await check('once it is back, a click reads the schema', async () => {
    await again(page).click()
    await notice(page).waitFor({ state: 'detached' })
    await run(page)
    await answer(page, /"totalCount": \d+/)
  })
  await checkManners(check, visit)
  await visit.context.close()
  await second.stop()
}

async function refusedKey(check, browser, binary, api) {
  console.log('# a gateway whose key Didar refuses')
  const gateway = await startGateway(binary, { api, key: 'not0the0key0of0any0account000000' })
  const visit = await openPage(browser, gateway.page, { expected })
  await check('the notice has the cause and what to do', async () => {
    await notice(visit.page, 'definitions').filter({ hasText: 'didar-graphql check' }).waitFor()
    await shoot(visit.page, 'definitions')
    return (await visit.page.locator('.graphiql-query-editor').innerText()).includes('Welcome')
  })
  await check('trying again leaves the notice', async () => {
    const asked = visit.page.waitForResponse('**/graphql')
    await again(visit.page).click()
    const status = (await asked).status()
    await notice(visit.page, 'definitions').waitFor()
    return status === 503
  })
  await checkManners(check, visit)
  await visit.context.close()
  await gateway.stop()
}

async function didarAway(check, browser, binary, api) {
  console.log('# a gateway that never reached Didar')
  const didar = await startProxy(api)
  didar.answer = { status: 503, body: '' }
  const gateway = await startGateway(binary, { api: `${didar.origin}/api` })
  const visit = await openPage(browser, gateway.page, { expected })
  const { page } = visit
  await check('the notice says that Didar could not be asked', async () => {
    await notice(page, 'definitions').filter({ hasText: 'Didar could not be asked' }).waitFor()
    await shoot(page, 'didar-away')
  })
  await check('once Didar answers, one click brings the schema', async () => {
    didar.answer = null
    await again(page).click()
    await notice(page).waitFor({ state: 'detached' })
    await page.locator('.playground-account').waitFor()
  })
  await check('and the tabs of the account', () => tabs(page).filter({ hasText: 'By custom fields' }).waitFor())
  await checkManners(check, visit)
  await visit.context.close()
  await gateway.stop()
  await didar.stop()
}

async function strangeAnswer(check, browser, binary, api) {
  console.log('# a proxy that answers in the gateway’s place')
  const gateway = await startGateway(binary, { api })
  const proxy = await startProxy(gateway.page, '/crm/')
  const visit = await openPage(browser, proxy.page, { expected })
  const { page } = visit
  await tabs(page).nth(2).waitFor()
  await untilSettled(visit)
  await check('the notice quotes the answer', async () => {
    proxy.answer = { status: 502, body: '<h1>Bad gateway</h1>' }
    await page.getByRole('button', { name: /Re-fetch/ }).click()
    await notice(page, 'stranger').filter({ hasText: 'HTTP 502 Bad Gateway: <h1>Bad gateway</h1>' }).waitFor()
    await shoot(page, 'strange-answer')
  })
  await check('a click recovers', async () => {
    proxy.answer = null
    await again(page).click()
    await notice(page).waitFor({ state: 'detached' })
  })
  await checkManners(check, visit)
  await check('an address without its closing slash gives no blank page', async () => {
    await page.goto(proxy.page.slice(0, -1))
    await page.getByText('must end with a slash').waitFor()
    await page.waitForFunction(() => getComputedStyle(document.querySelector('#loading p + p')).opacity === '1')
    await shoot(page, 'no-slash')
  })
  await visit.context.close()
  await proxy.stop()
  await gateway.stop()
}
