import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, type Language } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { makeSampleProject } from './sample-project.ts'
import { settled } from './screens.ts'

const shots = process.env.SHOTS

for (const language of ['en', 'zh-CN'] as Language[]) {
  test(`a model is trained, looked at and doubted (${language})`, async ({ launch, folder }) => {
    const project = await makeSampleProject(folder, 600, language)
    const running = await launch({ locale: language })
    const analyst = new Analyst(running, language)
    const { page } = running
    const look = async (name: string) => {
      await settled(analyst)
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true })
        for (const theme of ['light', 'dark'] as const) {
          await analyst.wear(theme)
          await page.setViewportSize({ width: 1280, height: 800 })
          await settled(analyst)
          await page.screenshot({ path: join(shots, `${name}-${language}-${theme}.png`) })
        }
      }
      await analyst.findsNoBarrier()
    }
    await running.answerOpen(project)
    await page.getByRole('button', { name: analyst.say('ui_project_open') }).click()
    await analyst.goTo('behaviour')
    await analyst.see('ui_behaviour_models')
    await look('models-empty')
    await analyst.button('ui_models_new').click()
    await expect(page.getByText(analyst.say('ui_models_memory'), { exact: true })).toBeVisible()
    await look('train-form')
    await page.locator('summary').click()
    await analyst.field('ui_option_width').fill('16')
    await analyst.field('ui_models_epochs').fill('4')
    await analyst.field('ui_models_epochs').blur()
    await look('train-settings')
    await analyst.button('ui_models_start').click()
    await expect(analyst.heading('ui_models_training', { name: 'GRU4Rec' })).toBeVisible()
    await expect(analyst.heading('ui_models_loss_curve')).toBeVisible({ timeout: 60_000 })
    await look('training')
    await expect(page.getByRole('heading', { name: 'GRU4Rec', exact: true })).toBeVisible({ timeout: 60_000 })
    await look('model')
    await page.locator('.plane').scrollIntoViewIfNeeded()
    await look('model-map')
    await analyst.see('ui_behaviour_related')
    await analyst.button('ui_related_relate').click()
    await expect(analyst.heading('ui_related_pairs')).toBeVisible({ timeout: 60_000 })
    await look('related')
    await analyst.button('ui_related_suggest').click()
    await look('graph')
  })
}
