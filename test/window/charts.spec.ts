import type { Locator } from '@playwright/test'
import { Analyst } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { copySampleProject } from './sample-project.ts'

/**
 * Every chart of the seeded sample is drawn as it was looked at when it was kept (snapshots/charts). A change on purpose:
 * look at the new drawings, then `playwright test charts.spec.ts --update-snapshots`.
 */

test('the charts of the sample are drawn as they were kept', async ({ launch, folder }) => {
  test.setTimeout(180_000)
  const running = await launch({ words: [await copySampleProject(folder, 600)] })
  const analyst = new Analyst(running)
  const { page } = running
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(analyst.rail).toBeVisible()
  await analyst.wear('light')

  const matches = async (name: string, drawing: Locator) => {
    await expect(drawing).toBeVisible({ timeout: 30_000 })
    const text = await drawn(drawing)
    expect.soft(text).toMatchSnapshot(['charts', `${name}.svg`])
  }
  const chart = (title: Parameters<Analyst['say']>[0]) =>
    page
      .getByRole('figure')
      .filter({ has: page.getByRole('heading', { name: analyst.say(title), exact: true }) })
      .locator('.drawing > svg')

  await analyst.goTo('behaviour')
  await matches('events-by-day', page.locator('.drawing > svg').first())
  await matches('funnel', chart('ui_behaviour_funnel'))
  await matches('transitions', chart('ui_behaviour_transitions'))
  await matches('session-lengths', chart('ui_behaviour_lengths'))
  await analyst.button('ui_tables_build').click()
  await matches('timeline', page.locator(`svg[aria-label="${analyst.say('ui_builder_timeline')}"]`))

  await analyst.goTo('effects')
  await matches('forest-plot', chart('ui_effects_forest'))
  await matches('overlap', chart('ui_effects_overlap'))
  await matches('love-plot', chart('ui_effects_balance'))
  await matches('contour', chart('ui_contour_title_points'))

  await analyst.goTo('recommendations')
  await page.getByRole('main').getByRole('table').getByRole('button').first().click()
  await matches('user-history', chart('ui_recommend_history'))
})

/** The drawing a line an element, numbers to the nearest pixel, without names that are given anew at each start. */
async function drawn(drawing: Locator): Promise<string> {
  // It is drawn again when its place has its width: what stands still for a moment is final.
  let before = ''
  await expect
    .poll(
      async () => {
        const now = await drawing.evaluate((svg) => svg.outerHTML)
        const still = now === before
        before = now
        return still
      },
      { intervals: [300] },
    )
    .toBe(true)
  return `${before
    .replace(/ (?:id|aria-labelledby|aria-describedby|clip-path|mask)="[^"]*"/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number)) + 0))
    .replace(/></g, '>\n<')}\n`
}
