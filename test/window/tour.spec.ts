import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { keyboard, mouse } from './hands.ts'
import { copySampleProject } from './sample-project.ts'

/** The tour through the sample points at real screens, keeps its place, and can be left at any time. */

const names = ['log', 'table', 'graph', 'estimate', 'forest', 'doubt', 'list', 'report'] as const

for (const [locale, handsOf] of [
  ['en', keyboard],
  ['zh-CN', mouse],
] as const) {
  test(`the tour goes through every place in ${locale}, is left and gone on with`, async ({
    launch,
    folder,
  }) => {
    test.setTimeout(180_000)
    const path = await copySampleProject(folder, 600, locale)
    const userData = join(folder, 'data-of-user')
    mkdirSync(userData)
    const tour = { path, stop: 0, open: true, truth: 0.021 }
    writeFileSync(join(userData, 'settings.json'), JSON.stringify({ tour }))
    const running = await launch({ locale, userData, words: [path] })
    const analyst = new Analyst(running, locale)
    const { page } = running
    const hands = handsOf(page)
    const panel = page.getByRole('complementary', { name: analyst.say('ui_tour_title') })
    const ring = page.locator('.ring')

    for (const [index, name] of names.entries()) {
      const heading = panel.getByRole('heading', { name: analyst.say(`ui_tour_${name}_title`) })
      await expect(heading).toBeVisible()
      if (index > 0) await expect(heading).toBeFocused()
      await expect(ring).toBeVisible()
      await expect
        .poll(async () => {
          const box = await ring.boundingBox()
          return box === null ? 0 : box.width * box.height
        })
        .toBeGreaterThan(1000)
      if (name === 'forest') await expect(panel).toContainText('+2.1')
      if (index === 4) {
        await hands.press(panel.getByRole('button', { name: analyst.say('ui_tour_leave') }))
        await expect(panel).toHaveCount(0)
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').fill(analyst.say('ui_tour_resume'))
        await page.keyboard.press('Enter')
        await expect(heading).toBeFocused()
      }
      if (index === 0) await analyst.findsNoBarrier()
      const last = index === names.length - 1
      await hands.press(panel.getByRole('button', { name: analyst.say(last ? 'ui_tour_finish' : 'ui_next') }))
    }
    await expect(panel).toHaveCount(0)
  })
}

test('the sample begins with its tour, which waits for the estimate and escapes by key', async ({
  running,
  folder,
}) => {
  test.setTimeout(240_000)
  const analyst = new Analyst(running)
  const { page } = running
  await running.answerSave(join(folder, 'shop.antecedent'))
  await page
    .getByRole('main')
    .getByRole('button', { name: new RegExp(analyst.say('ui_start_sample')) })
    .click()
  const panel = page.getByRole('complementary', { name: analyst.say('ui_tour_title') })
  await expect(panel.getByRole('heading', { name: analyst.say('ui_tour_log_title') })).toBeFocused({
    timeout: 120_000,
  })
  await expect(page.locator('.ring')).toBeVisible()
  for (let step = 0; step < 4; step += 1)
    await panel.getByRole('button', { name: analyst.say('ui_next') }).click()
  await expect(panel).toContainText(analyst.say('ui_tour_needs_estimate'))
  await panel.getByRole('button', { name: analyst.say('ui_back') }).click()
  await analyst.nextSteps(3)
  await expect(analyst.button('ui_effects_run')).toBeVisible()
  await analyst.button('ui_effects_run').click()
  await expect(panel.getByRole('heading', { name: analyst.say('ui_tour_forest_title') })).toBeFocused({
    timeout: 120_000,
  })
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
})
