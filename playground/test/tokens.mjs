/** A gateway that asks for a token. */
import { checkManners, openPage, shoot } from './browser.mjs'
import { answer, newTab, notice, run, tabs, typeHeaders, typeQuery, useToken } from './steps.mjs'

/** What Chromium itself says of a refusal. */
const expected = /status of 401/

export async function checkTokens(check, browser, address, token) {
  console.log('# a gateway that asks for a token')
  const visit = await openPage(browser, address, { expected })
  const { page, context, seen } = visit
  const { pathname } = new URL(address)
  const form = notice(page, 'token')
  const field = page.getByLabel('Token', { exact: true })
  const sent = () => seen.requests.map((request) => request.headers().authorization).filter(Boolean)

  await check('it asks for it, in a labelled field that hides what is typed and has the focus', async () => {
    await form.waitFor()
    await shoot(page, 'token-asked')
    const heading = await page.getByRole('region', { name: 'This gateway asks for a token.' }).count()
    const focused = await field.evaluate((node) => node === document.activeElement)
    return heading === 1 && focused && (await field.getAttribute('type')) === 'password'
  })
  await check('the editor is there meanwhile', async () =>
    (await page.locator('.graphiql-query-editor').innerText()).includes('Welcome'),
  )
  await check('a wrong token is refused in words, and not kept', async () => {
    await useToken(page, 'dgq_wrong')
    await page.getByRole('alert').filter({ hasText: 'refused this token' }).waitFor()
    await shoot(page, 'token-refused')
    const invalid = await field.getAttribute('aria-invalid')
    return invalid === 'true' && !(await stored(page, 'sessionStorage')).includes('dgq_')
  })
  await check('so is one that no header can carry', async () => {
    await useToken(page, 'رمز')
    await page.getByRole('alert').filter({ hasText: 'refused this token' }).waitFor()
  })
  await check('the right one brings schema and tabs, and the first gives rows', async () => {
    await useToken(page, `Bearer ${token}`)
    await tabs(page).nth(2).waitFor()
    await page.locator('.playground-account', { hasText: 'acme' }).waitFor()
    await run(page)
    await answer(page, /"totalCount": \d+,\s*"nodes": \[\s*\{/)
    await shoot(page, 'token-used')
    return (await notice(page).count()) === 0 && sent().at(-1) === `Bearer ${token}`
  })
  await check('it is kept for the session only', async () => {
    if ((await stored(page, 'localStorage')).includes(token)) throw new Error('localStorage')
    return (await stored(page, 'sessionStorage')).includes(`didar-graphql:${pathname}:token`)
  })
  await check('a reload still has it', async () => {
    await page.reload()
    await page.locator('.playground-account').waitFor()
    return (await notice(page).count()) === 0
  })
  await check('a typed header wins, and is kept nowhere', async () => {
    await typeHeaders(page, { Authorization: 'Bearer dgq_typed' })
    await run(page)
    await answer(page, /UNAUTHENTICATED/)
    await form.filter({ hasText: 'headers editor' }).waitFor()
    await page.waitForTimeout(800)
    const kept = (await stored(page, 'localStorage')) + (await stored(page, 'sessionStorage'))
    return !kept.includes('dgq_typed') && sent().at(-1) === 'Bearer dgq_typed'
  })
  await check('without that header the token is good again', async () => {
    await typeHeaders(page, {})
    await run(page)
    await answer(page, /"totalCount": \d+/)
    await form.waitFor({ state: 'detached' })
  })
  await check('forgetting it asks again, and sends none', async () => {
    await page.getByRole('button', { name: 'Forget token' }).click()
    await page.waitForFunction(() => !JSON.stringify({ ...sessionStorage }).includes('dgq_'))
    await form.waitFor()
    return (await page.getByText('Token in use').count()) === 0
  })
  await check('a header that is typed now opens the schema too', async () => {
    await newTab(page)
    await typeHeaders(page, { authorization: `Bearer ${token}` })
    await typeQuery(page, '{ account { name } }')
    await run(page)
    await answer(page, /"name": "acme"/)
    await form.waitFor({ state: 'detached' })
    await page.locator('.playground-account').waitFor()
  })
  await checkManners(check, visit)
  await context.close()

  const other = await openPage(browser, address, { expected })
  await check('another browser session has no token', async () => {
    await notice(other.page, 'token').waitFor()
    return !(await stored(other.page, 'sessionStorage')).includes('dgq_')
  })
  await checkManners(check, other)
  await other.context.close()
}

const stored = (page, storage) => page.evaluate((name) => JSON.stringify({ ...window[name] }), storage)
