import { Analyst, hasRees46, type Language, projectIn, rees46 } from './analyst.ts'
import { expect, test } from './fixtures.ts'

const looks: readonly { readonly language: Language; readonly theme: 'light' | 'dark' }[] = [
  { language: 'en', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
]

for (const { language, theme } of looks) {
  test(`no screen has a barrier (${language}, ${theme})`, async ({ launch, folder }, testInfo) => {
    test.skip(!hasRees46, 'skipped: ../shared/data is not here')
    test.setTimeout(300_000)
    const running = await launch({ locale: language })
    await running.clickMenu(`theme-${theme}`)
    const analyst = new Analyst(running, language)
    const { page } = analyst

    /** Keeps a picture of the screen with the results, and looks for barriers. */
    const looksAt = async (screen: string) => {
      await analyst.findsNoBarrier()
      for (const [width, height] of [
        [1920, 1080],
        [1280, 800],
      ] as const) {
        await page.setViewportSize({ width, height })
        const path = testInfo.outputPath(`${screen}-${width}.png`)
        await page.screenshot({ path, caret: 'initial' })
      }
    }

    await looksAt('start')
    await analyst.createProject(projectIn(folder))
    await looksAt('data-empty')
    for (const [keys, screen] of [
      ['Control+k', 'palette'],
      ['Control+,', 'settings'],
      ['F1', 'help'],
    ] as const) {
      await page.keyboard.press(keys)
      await expect(page.getByRole('dialog')).toBeVisible()
      await looksAt(screen)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toBeHidden()
    }
    await analyst.wizardTo('format', rees46)
    await looksAt('import-format')
    await analyst.button('ui_next').click()
    await looksAt('import-columns')
    await analyst.button('ui_next').click()
    await looksAt('import-check')
    await analyst.importLog(rees46)
    await looksAt('import-done')
    await analyst.button('ui_wizard_see_events').click()
    await looksAt('events')
    await analyst.see('ui_data_sources')
    await looksAt('sources')
    await analyst.see('ui_data_rejected')
    await looksAt('rejected')
    await analyst.goTo('behaviour')
    await expect(analyst.heading('ui_behaviour_funnel')).toBeVisible({ timeout: 30_000 })
    await looksAt('behaviour')
    await analyst.see('ui_behaviour_sessions')
    await looksAt('sessions')
    await analyst.see('ui_behaviour_tables')
    await analyst.button('ui_tables_build').click()
    await expect(analyst.button('ui_builder_build')).toBeVisible()
    await looksAt('builder')
    await analyst.buildTable()
    await looksAt('tables')
    await analyst.startGraph()
    await looksAt('graph')
    for (const view of ['list', 'text', 'versions'] as const) {
      await analyst.see(`ui_graph_${view}`)
      await looksAt(`graph-${view}`)
    }
    await analyst.estimate()
    await looksAt('effects')
    await analyst.see('ui_effects_compare')
    await looksAt('effects-compare')
    await analyst.button('ui_effects_new').click()
    await looksAt('effects-new')
    await analyst.goTo('report')
    await looksAt('report')
  })
}

test('nothing is cut at twice the text size', async ({ running, folder }) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await page.keyboard.press('Control+,')
  await page.getByText('200 %').click()
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px')
  for (const place of ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'report']) {
    await page.keyboard.press(
      `Control+${['data', 'behaviour', 'graph', 'effects', 'recommendations', 'report'].indexOf(place) + 1}`,
    )
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(wider, place).toBe(false)
    await analyst.findsNoBarrier()
  }
})

test('the focus is seen on everything that the Tab key comes to', async ({ running, folder }) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  const unseen: string[] = []
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return null
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const seen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      return seen ? null : `${element.tagName} ${element.textContent?.trim().slice(0, 40)}`
    })
    if (found !== null) unseen.push(found)
  }
  expect(unseen).toEqual([])
})
