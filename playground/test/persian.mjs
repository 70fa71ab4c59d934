/** Titles of custom fields: Persian, with a Latin key in brackets. */
import { checkManners, openPage, shoot } from './browser.mjs'
import { complete, layout, newTab, notice, openDocs, searchDocs, showType, suggestions, tabs, typeQuery } from './steps.mjs'

const FIELD = 'budget'
const TITLE = 'بودجه'
const DOCUMENTED = `${TITLE} (Field_996_12_9)`

export async function checkPersian(check, browser, address, { colorScheme } = {}) {
  console.log(`# Persian titles, ${colorScheme}`)
  const visit = await openPage(browser, address, { colorScheme })
  const { page } = visit
  const shot = (name) => shoot(page, `persian-${colorScheme}-${name}`)
  await page.locator('.playground-account').waitFor()
  await tabs(page).nth(2).waitFor()

  /** Right to left on its own, whatever stands around it. */
  const stands = async (locator) => {
    const { bidi, isRightToLeft, keyBoxes } = await layout(locator)
    if (bidi !== 'plaintext' || !isRightToLeft || keyBoxes !== 1) throw new Error(`${bidi}, ${isRightToLeft}, ${keyBoxes}`)
  }

  await check('the documentation of a custom field reads right to left', async () => {
    await openDocs(page)
    await showType(page, 'ContactCustomFields')
    await stands(page.locator('.graphiql-markdown-description p', { hasText: DOCUMENTED }))
    await shot('docs')
    await page.locator('.graphiql-doc-explorer-field-name', { hasText: FIELD }).click()
    await page.locator('.graphiql-doc-explorer-title', { hasText: FIELD }).waitFor()
    await stands(page.locator('.graphiql-markdown-description p', { hasText: DOCUMENTED }))
  })
  await check('the documentation’s search finds a field by its title', async () => {
    const found = await searchDocs(page, TITLE)
    await found.filter({ hasText: `ContactCustomFields.${FIELD}` }).filter({ hasText: TITLE }).waitFor()
    await shot('search')
    await found.filter({ hasText: `ContactCustomFieldsFilter.${FIELD}` }).click()
    await page.locator('.graphiql-doc-explorer-back', { hasText: 'ContactCustomFieldsFilter' }).waitFor()
    await page.locator('.graphiql-doc-explorer-title', { hasText: FIELD }).waitFor()
  })
  await check('whatever letters it is typed with', async () => {
    // علاقه‌مندی‌ها, with a space for the joiner and an Arabic letter; and a name without its capitals.
    await (await searchDocs(page, 'علاقه مندي')).filter({ hasText: 'interests' }).first().waitFor()
    const found = await searchDocs(page, 'contactcustomfieldsFILTER')
    await found.filter({ hasText: 'ContactCustomFieldsFilter' }).first().waitFor()
  })
  await check('and an option by its label', async () => {
    await (await searchDocs(page, 'تهران')).filter({ hasText: /ContactCity\.TEHRAN/ }).click()
    await page.locator('.graphiql-doc-explorer-title', { hasText: 'ContactCity' }).waitFor()
    await page.locator('.graphiql-markdown-description', { hasText: 'تهران' }).waitFor()
  })
  await check('completion in a filter shows the title beside the name', async () => {
    await newTab(page)
    await typeQuery(page, '{ contacts(filter: { custom: { |} }) { totalCount } }')
    await complete(page)
    const row = suggestions(page).filter({ hasText: FIELD })
    await row.waitFor()
    await shot('completion')
    const label = row.locator('.details-label')
    const bidi = await label.evaluate((node) => getComputedStyle(node).unicodeBidi)
    return bidi === 'plaintext' && (await label.innerText()) === TITLE
  })
  await check('its details have the whole description', async () => {
    // Of the first of the list.
    await page.keyboard.press('Control+Space')
    const details = page.locator('.suggest-details .docs p', { hasText: DOCUMENTED }).first()
    await details.waitFor()
    await stands(details)
    await shot('details')
    await page.keyboard.press('Control+Space')
    await page.keyboard.press('Escape')
  })
  await check('a typed title finds its field', async () => {
    await typeQuery(page, '{ contacts(filter: { custom: { بودج|} }) { totalCount } }')
    await complete(page)
    await shot('by-title')
    await page.keyboard.press('Enter')
    await page.locator('.graphiql-query-editor', { hasText: new RegExp(`custom:.{1,3}{.${FIELD}`) }).waitFor()
    return !(await page.locator('.graphiql-query-editor').innerText()).includes('بودج')
  })
  await check('an option shows its label', async () => {
    await typeQuery(page, '{ contacts(filter: { custom: { city: [{ in: [ |] }] } }) { totalCount } }')
    await complete(page)
    await suggestions(page).filter({ hasText: /TEHRAN.*تهران/ }).waitFor()
    await page.keyboard.press('Escape')
  })
  await check('hovering a field shows its title', async () => {
    await typeQuery(page, `{ contacts { nodes { custom { ${FIELD} } } } }`)
    const hovered = page.locator('.monaco-hover .hover-contents p', { hasText: DOCUMENTED })
    // The schema travels to the worker of the editor; until it is there, there is nothing to show.
    for (let attempt = 0; attempt < 10 && !(await hovered.isVisible()); attempt += 1) {
      await page.mouse.move(700, 700)
      await page.locator('.graphiql-query-editor .view-line span', { hasText: FIELD }).last().hover()
      await page.waitForTimeout(700)
    }
    await stands(hovered)
    await shot('hover')
  })
  await check('no notice', async () => (await notice(page).count()) === 0)
  await checkManners(check, visit)
  await visit.context.close()
}
