import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Analyst, Language } from './analyst.ts'
import { expect, type Launch, test } from './fixtures.ts'
import { tabTo } from './hands.ts'
import { openSample } from './open-sample.ts'

const languages: readonly Language[] = ['en', 'zh-CN']

/** The window on the sample shop, at its report. */
async function atTheReport(launch: Launch, folder: string, language: Language) {
  const analyst = await openSample(launch, folder, 1500, language)
  await analyst.goTo('report')
  await expect(preview(analyst).locator('section#settings')).toBeAttached()
  return analyst
}

const preview = (analyst: Analyst) =>
  analyst.page.frameLocator(`iframe[title="${analyst.say('ui_report_preview_frame')}"]`)
/** The parts that the preview shows; none while one document makes way for the next. */
const sections = (analyst: Analyst) =>
  preview(analyst)
    .locator('main > section')
    .evaluateAll((all) => all.map((section) => section.id))
    .catch(() => [])
const partsOf = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/<section id="(\w+)"/g)].map((match) => match[1])

for (const language of languages) {
  test(`a report is chosen, ordered, remarked on, previewed and exported by mouse (${language})`, async ({
    launch,
    folder,
  }, info) => {
    test.setTimeout(180_000)
    const analyst = await atTheReport(launch, folder, language)
    const { page, running } = analyst
    const effects = analyst.say('ui_place_effects')
    const data = analyst.say('ui_place_data')
    for (const theme of ['light', 'dark'] as const) {
      await analyst.wear(theme)
      await analyst.findsNoBarrier()
      await page.screenshot({ path: info.outputPath(`report-${theme}.png`) })
    }
    const ground = () =>
      preview(analyst)
        .locator('html')
        .evaluate((html) => getComputedStyle(html).backgroundColor)
    expect(await ground()).toBe('rgb(16, 18, 20)')
    await analyst.wear('light')
    expect(await ground()).toBe('rgb(251, 251, 249)')

    await page.getByRole('checkbox', { name: analyst.say('ui_place_behaviour') }).uncheck()
    const part = (name: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: name })
    await part(effects).locator('[draggable]').hover()
    await page.mouse.down()
    await part(analyst.say('ui_place_graph')).locator('[draggable]').hover()
    await part(data).locator('[draggable]').hover()
    await part(data)
      .locator('[draggable]')
      .hover({ position: { x: 3, y: 3 } })
    await page.mouse.up()
    await analyst.field('ui_report_remark', { part: effects }).fill('<b>Looked at twice</b> & agreed.')
    await analyst.field('ui_report_remark', { part: data }).fill('unbroken'.repeat(40))
    await analyst.field('ui_report_title').fill('What the offers do')
    await analyst.field('ui_report_lines').fill('7')
    await analyst.field('ui_report_lines').blur()
    const order = ['effects', 'data', 'graph', 'recommendations', 'settings']
    await expect.poll(() => sections(analyst)).toEqual(order)
    await expect(preview(analyst).getByRole('heading', { level: 1 })).toHaveText('What the offers do')
    await expect(preview(analyst).locator('#effects .remark')).toContainText(
      '<b>Looked at twice</b> & agreed.',
    )
    await expect(preview(analyst).locator('#recommendations tbody').first().locator('tr')).toHaveCount(7)
    const beyond = preview(analyst)
      .locator('html')
      .evaluate((document) => document.scrollWidth - document.clientWidth)
    expect(await beyond).toBe(0)

    const html = join(folder, 'offers.html')
    await running.answerSave(html)
    await analyst.button('ui_report_save_html').click()
    await expect(page.locator('.toasts')).toContainText('offers.html')
    expect(partsOf(html)).toEqual(order)
    const pdf = join(folder, 'offers.pdf')
    await analyst.choose('ui_report_letter')
    await running.answerSave(pdf)
    await analyst.button('ui_report_save_pdf').click()
    await expect.poll(() => existsSync(pdf), { timeout: 30_000 }).toBe(true)
    await expect(page.locator('.toasts')).toContainText('offers.pdf')
    expect(readFileSync(pdf, 'latin1')).toMatch(/^%PDF-.*MediaBox \[0 0 612 792\]/s)
    await expect(analyst.place('report')).toContainText(analyst.say('ui_state_ready'))

    await analyst.goTo('effects')
    await analyst.goTo('report')
    await expect(analyst.field('ui_report_title')).toHaveValue('What the offers do')
    await expect.poll(() => sections(analyst)).toEqual(order)
  })
}

test('a report is made by keyboard alone', async ({ launch, folder }) => {
  test.setTimeout(180_000)
  const analyst = await atTheReport(launch, folder, 'en')
  const { page, running } = analyst
  const graph = page.getByRole('checkbox', { name: analyst.say('ui_place_graph') })
  await tabTo(page, graph)
  await page.keyboard.press('Space')
  const up = analyst.button('ui_report_up', { part: analyst.say('ui_place_recommendations') })
  await tabTo(page, up)
  await page.keyboard.press('Enter')
  await expect(up).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(
    page.getByText(
      analyst.say('ui_report_moved', {
        part: analyst.say('ui_place_recommendations'),
        place: '3',
        count: '6',
      }),
    ),
  ).toBeAttached()
  const remark = analyst.field('ui_report_remark', { part: analyst.say('ui_place_recommendations') })
  await tabTo(page, remark)
  await page.keyboard.type('Start here.')
  const order = ['data', 'behaviour', 'recommendations', 'effects', 'settings']
  await expect.poll(() => sections(analyst)).toEqual(order)
  const path = join(folder, 'keys.html')
  await running.answerSave(path)
  await tabTo(page, analyst.button('ui_report_save_html'))
  await page.keyboard.press('Enter')
  await expect(page.locator('.toasts')).toContainText('keys.html')
  expect(partsOf(path)).toEqual(order)
})

test('the preview is the document in its own style, runs nothing and leads nowhere', async ({
  launch,
  folder,
}) => {
  test.setTimeout(180_000)
  const analyst = await atTheReport(launch, folder, 'en')
  const refused: string[] = []
  analyst.page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text())
  })
  await expect(analyst.page.locator('iframe')).toHaveAttribute('sandbox', '')
  const weight = preview(analyst)
    .locator('h1')
    .evaluate((heading) => getComputedStyle(heading).fontWeight)
  expect(await weight).toBe('650')
  await expect(preview(analyst).locator('[href], script, img, iframe')).toHaveCount(0)
  await preview(analyst).locator('nav a').last().click()
  await expect(preview(analyst).locator('section#settings')).toBeAttached()
  await analyst.field('ui_report_title').fill('<script>document.title = "ran"</script>')
  await expect(preview(analyst).getByRole('heading', { level: 1 })).toHaveText(/^<script>/)
  expect(await analyst.page.title()).not.toBe('ran')
  expect(refused).toEqual([])
})
