import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { places } from '../../src-main/contract/places.ts'
import type { Analyst } from './analyst.ts'
import { expect } from './fixtures.ts'
import { atRest } from './rest.ts'

export type Visit = (name: string) => Promise<void>

/** Goes to every screen and dialog of the sample project, one after the other, and lets the visitor look at each. */
export async function visitEveryScreen(analyst: Analyst, folder: string, visit: Visit): Promise<void> {
  const look: Visit = async (name) => {
    await settled(analyst)
    await visit(name)
  }
  await visitPlaces(analyst, look)
  await visitForms(analyst, look)
  await visitWizard(analyst, folder, look)
  await visitDialogs(analyst, folder, look)
}

/** Waits until nothing loads any more and nothing moves. */
export async function settled(analyst: Analyst): Promise<void> {
  const { page } = analyst
  await expect(page.getByText(analyst.say('ui_loading'), { exact: true })).toHaveCount(0)
  await expect(page.locator('.wait')).toHaveCount(0)
  await expect(page.locator('.drawing:empty')).toHaveCount(0)
  await atRest(page)
}

async function visitPlaces(analyst: Analyst, look: Visit): Promise<void> {
  for (const place of places) {
    await analyst.place(place).click()
    await expect(analyst.page.getByRole('heading', { level: 1 })).toHaveText(analyst.say(`ui_place_${place}`))
    await settled(analyst)
    const views = analyst.views(place)
    const count = await views.count()
    if (place === 'report') await previewed(analyst)
    if (count === 0) await look(place)
    for (let index = 0; index < count; index += 1) {
      await views.nth(index).click()
      await look(`${place}-${index + 1}`)
    }
    if (count > 0) await views.first().click()
  }
}

async function previewed({ page }: Analyst): Promise<void> {
  await expect(page.frameLocator('iframe').getByRole('heading', { level: 1 })).toBeVisible({
    timeout: 30_000,
  })
}

/** The screens on which something new is made. */
async function visitForms(analyst: Analyst, look: Visit): Promise<void> {
  await analyst.place('behaviour').click()
  await analyst.button('ui_tables_build').click()
  await expect(analyst.button('ui_builder_build')).toBeVisible()
  await look('behaviour-builder')
  await analyst.button('ui_builder_leave').click()
  await analyst.see('ui_behaviour_models')
  await analyst.button('ui_models_new').click()
  await expect(analyst.page.getByText(analyst.say('ui_models_memory'), { exact: true })).toBeVisible()
  await look('behaviour-train')
  await analyst.button('ui_models_leave').click()
  await analyst.see('ui_propensities')
  await analyst.button('ui_propensity_new').click()
  await expect(analyst.heading('ui_propensity_rule')).toBeVisible()
  await look('behaviour-propensity')
  await analyst.button('ui_propensity_leave').click()
  await analyst.see('ui_intents')
  await analyst.button('ui_intents_new').click()
  await look('behaviour-find-intents')
  await analyst.button('ui_intents_leave').click()
  await analyst.place('effects').click()
  await analyst.button('ui_effects_new').click()
  await expect(analyst.field('ui_arm_treated')).toBeVisible()
  await look('effects-new')
  await analyst.nextSteps(1)
  await expect(analyst.heading('ui_effects_overlap')).toBeVisible()
  await look('effects-new-overlap')
  await analyst.nextSteps(1)
  for (const summary of await analyst.page.getByRole('main').locator('summary').all()) await summary.click()
  await look('effects-new-methods')
  await analyst.nextSteps(1)
  await look('effects-new-summary')
  await analyst.button('ui_effects_start_over').click()
  await analyst.button('ui_effects_leave').click()
  await visitWhom(analyst, look)
  await analyst.place('recommendations').click()
  await analyst.page.getByRole('main').getByRole('table').getByRole('button').first().click()
  await expect(analyst.heading('ui_recommend_user_change')).toBeVisible()
  await look('recommendations-inspector')
  await analyst.button('ui_recommend_build').click()
  await expect(analyst.button('ui_recommend_leave')).toBeVisible()
  await look('recommendations-build')
  await analyst.button('ui_recommend_leave').click()
}

/** For whom the effect holds: before it was worked out, then with subgroups. */
async function visitWhom(analyst: Analyst, look: Visit): Promise<void> {
  await analyst.choose('ui_effects_side_whom')
  await look('effects-whom-empty')
  await analyst.button('ui_work_out').click()
  await expect(analyst.heading('ui_subgroups_title')).toBeVisible({ timeout: 60_000 })
  await analyst.button('ui_subgroups_see').click()
  await expect(analyst.button('ui_subgroups_forget')).toBeVisible()
  await look('effects-whom')
  await analyst.choose('ui_effects_side_effect')
}

async function visitWizard(analyst: Analyst, folder: string, look: Visit): Promise<void> {
  const { page, running } = analyst
  const log = join(folder, 'visits.csv')
  writeFileSync(
    log,
    'time,visitor,action,article,price\n2020-01-05T10:00:00Z,ann,view,tea,2.5\n2020-01-05T10:01:00Z,bob,view,pot,19\n',
  )
  await page.keyboard.press('Control+i')
  await look('data-import-1')
  await running.answerOpen(log)
  await analyst.button('ui_wizard_choose').click()
  await expect(analyst.heading('ui_wizard_format_title')).toBeVisible()
  await look('data-import-2')
  await analyst.button('ui_next').click()
  await expect(analyst.heading('ui_wizard_columns_title')).toBeVisible()
  await page.getByRole('checkbox').first().check()
  await look('data-import-3')
  await analyst.button('ui_next').click()
  await expect(analyst.heading('ui_wizard_check_title')).toBeVisible()
  await look('data-import-4')
  await analyst.button('ui_next').click()
  await expect(analyst.field('ui_wizard_name')).toBeVisible()
  await look('data-import-5')
  await analyst.button('ui_wizard_leave').click()
}

async function visitDialogs(analyst: Analyst, folder: string, look: Visit): Promise<void> {
  const { page, running } = analyst
  const dialog = page.getByRole('dialog')
  const close = async () => {
    await page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
  }
  const open = async (name: string, keys: string) => {
    await page.keyboard.press(keys)
    await expect(dialog).toBeVisible()
    await look(`dialog-${name}`)
    await close()
  }
  await open('palette', 'Control+k')
  await open('help', 'F1')
  await open('settings', 'Control+,')

  const broken = join(folder, 'broken.antecedent')
  writeFileSync(broken, 'no project')
  await running.answerOpen(broken)
  await open('error', 'Control+o')

  await analyst.place('data').click()
  await analyst.views('data').first().click()
  await page
    .getByRole('main')
    .getByRole('button', { name: analyst.say('ui_source_actions', { name: '' }).trim() })
    .first()
    .click()
  await look('menu-source')
  await page.getByRole('menuitem', { name: analyst.say('ui_rename') }).click()
  await expect(dialog).toBeVisible()
  await look('dialog-rename')
  await close()

  await choose(analyst, 'ui_history_forget')
  await expect(dialog).toBeVisible()
  await look('dialog-forget')
  await close()

  await choose(analyst, 'ui_project_passphrase_change')
  await expect(dialog).toBeVisible()
  await look('dialog-passphrase')
  await close()

  await choose(analyst, 'ui_jobs_history')
  await expect(dialog).toBeVisible()
  await look('dialog-jobs')
  await close()

  await analyst.place('graph').click()
  await page.locator('.svelte-flow__node').first().click()
  await look('graph-selected')
  await page.keyboard.press('c')
  await expect(dialog).toBeVisible()
  await look('dialog-connect')
  await close()
}

/** Runs a command by its words in the palette. */
async function choose(analyst: Analyst, command: Parameters<Analyst['say']>[0]): Promise<void> {
  await analyst.page.keyboard.press('Control+k')
  await analyst.page.getByRole('combobox').fill(analyst.say(command))
  await analyst.page.keyboard.press('Enter')
  await expect(analyst.page.getByRole('combobox')).toHaveCount(0)
}
