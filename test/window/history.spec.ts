import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import type { Place } from '../../src-main/contract/places.ts'
import { Analyst, madeUpLog, projectIn } from './analyst.ts'
import { expect, type Running, test } from './fixtures.ts'
import { type Hands, keyboard, mouse } from './hands.ts'
import { copySampleProject } from './sample-project.ts'

/** One history over the whole window: what was done in one place is undone from another, in words. */

let made = ''
let sample = ''
test.beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'antecedent-history-'))
  sample = await copySampleProject(made, 1000)
})
test.afterAll(() => rmSync(made, { recursive: true, force: true }))

/** The sample project, for one test alone. */
function sampleIn(folder: string): string {
  const path = join(folder, 'shop.antecedent')
  copyFileSync(sample, path)
  return path
}

for (const [locale, handsOf] of [
  ['en', mouse],
  ['zh-CN', keyboard],
] as const) {
  test(`edits of every place are undone in turn, in words, by ${handsOf.name} in ${locale}`, async ({
    launch,
    folder,
  }) => {
    test.setTimeout(180_000)
    const running = await launch({ locale, words: [sampleIn(folder)] })
    const editor = new Editor(running, locale, handsOf(running.page))
    const { analyst, page } = editor
    await expect(analyst.rail).toBeVisible()

    await editor.renames(
      'data',
      analyst.button('ui_source_actions', { name: await editor.source() }),
      'spring',
    )
    const [table] = await editor.tables()
    await editor.renames('behaviour', analyst.button('ui_tables_actions', { name: table! }), 'coupons')
    await analyst.goTo('effects')
    await expect(page.getByRole('article')).not.toContainText(analyst.say('ui_effects_stale'))
    const analysis = (await page.getByRole('article').getAttribute('aria-label')) ?? ''
    await editor.picks(analyst.button('ui_effects_actions', { name: analysis }), analyst.say('ui_delete'))
    await expect(analyst.heading('ui_effects_empty_title')).toBeVisible()
    await editor.picks(
      await editor.at('behaviour', analyst.button('ui_tables_actions', { name: 'coupons' })),
      analyst.say('ui_delete'),
    )
    await expect(analyst.heading('ui_tables_empty_title')).toBeVisible()
    await editor.picks(
      await editor.at('data', analyst.button('ui_source_actions', { name: 'spring' })),
      analyst.say('ui_source_remove', { name: 'spring' }),
    )
    await expect(analyst.place('data')).toContainText(analyst.say('ui_state_empty'))

    const backwards = [
      analyst.say('edit_source_removed', { name: 'spring' }),
      analyst.say('edit_table_removed', { name: 'coupons' }),
      analyst.say('edit_analysis_removed', { name: analysis }),
      analyst.say('edit_table_renamed', { from: table!, to: 'coupons' }),
      analyst.say('edit_source_renamed', { from: editor.first, to: 'spring' }),
    ]
    await analyst.goTo('report')
    for (const [index, edit] of backwards.entries()) {
      await expect(analyst.button('ui_undo_what', { edit })).toBeVisible()
      if (index === 1) await running.clickMenu('undo')
      else if (index === 2) await page.keyboard.press('Control+z')
      else await editor.hands.press(analyst.button('ui_undo_what', { edit }))
      await expect(analyst.button('ui_redo_what', { edit })).toBeVisible()
      await expect(page.getByText(analyst.say('ui_undone', { edit }), { exact: true })).toBeVisible()
    }
    for (const place of ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'report'] as const)
      await expect(analyst.place(place)).toContainText(analyst.say('ui_state_ready'))
    await page.keyboard.press('Control+Shift+Z')
    await page.keyboard.press('Control+y')
    await expect(analyst.button('ui_redo_what', { edit: backwards[2]! })).toBeVisible()
    await analyst.goTo('effects')
    await expect(page.getByRole('article', { name: analysis })).toBeVisible()
    await expect(page.getByRole('article')).not.toContainText(analyst.say('ui_effects_stale'))
    await analyst.findsNoBarrier()
  })
}

test('the report’s order and remarks are undone; typing keeps its own undo', async ({ launch, folder }) => {
  test.setTimeout(120_000)
  const running = await launch({ words: [sampleIn(folder)] })
  const analyst = new Analyst(running)
  const { page } = running
  await analyst.goTo('report')
  const title = analyst.field('ui_report_title')
  await title.fill('Spring offers')
  await expect(analyst.button('ui_undo_what', { edit: analyst.say('edit_report_settings') })).toBeVisible()
  await title.pressSequentially(' 2020')
  await page.keyboard.press('Control+z')
  await expect(title).not.toHaveValue('Spring offers 2020')
  await title.fill('Autumn')
  await title.blur()
  await expect(analyst.button('ui_undo_what', { edit: analyst.say('edit_report_title') })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(title).toHaveValue('Spring offers')
})

test('what was deleted comes back after the program was killed, until it is forgotten', async ({
  launch,
  folder,
}) => {
  test.setTimeout(120_000)
  const log = join(folder, 'visits.csv')
  writeFileSync(log, madeUpLog(2000, 50))
  const first = await launch({})
  const before = new Analyst(first)
  await before.createProject(projectIn(folder))
  await before.importLog(log)
  await before.goTo('data')
  await before.views('data').first().click()
  const name = 'visits'
  await before.button('ui_source_actions', { name }).click()
  await before.page.getByRole('menuitem').last().click()
  await expect(before.place('data')).toContainText(before.say('ui_state_empty'))
  await first.kill()

  const running = await launch({ userData: first.userData, words: [projectIn(folder)] })
  const analyst = new Analyst(running)
  await analyst.button('ui_undo_what', { edit: analyst.say('edit_source_removed', { name }) }).click()
  await expect(analyst.place('data')).toContainText(analyst.say('ui_state_ready'))
  await analyst.goTo('data')
  await expect(running.page.getByRole('heading', { level: 2, name })).toBeVisible()

  await analyst.button('ui_source_actions', { name }).click()
  await running.page.getByRole('menuitem').last().click()
  await running.page.keyboard.press('Control+k')
  await running.page.getByRole('combobox').fill(analyst.say('ui_history_forget'))
  await running.page.keyboard.press('Enter')
  await expect(analyst.button('ui_cancel')).toBeFocused()
  await analyst.button('ui_history_forget_do').click()
  await expect(running.page.getByText(analyst.say('ui_history_forgotten'))).toBeVisible()
  await expect(analyst.button('ui_undo')).toHaveAttribute('aria-disabled', 'true')
})

class Editor {
  readonly analyst: Analyst
  readonly page: Running['page']
  readonly hands: Hands
  /** The name that the log came with. */
  first = ''

  constructor(running: Running, language: 'en' | 'zh-CN', hands: Hands) {
    this.analyst = new Analyst(running, language)
    this.page = running.page
    this.hands = hands
  }

  async source(): Promise<string> {
    await this.analyst.goTo('data')
    await this.analyst.views('data').first().click()
    this.first = (await this.page.getByRole('heading', { level: 2 }).first().textContent()) ?? ''
    return this.first
  }

  async tables(): Promise<string[]> {
    await this.analyst.goTo('behaviour')
    await this.analyst.see('ui_behaviour_tables')
    return [
      (await this.page.getByRole('main').getByRole('heading', { level: 2 }).first().textContent()) ?? '',
    ]
  }

  async at(place: Place, target: Locator): Promise<Locator> {
    if (!(await target.isVisible())) await this.analyst.goTo(place)
    return target
  }

  async renames(place: Place, menu: Locator, to: string): Promise<void> {
    const { analyst, hands, page } = this
    await this.picks(await this.at(place, menu), analyst.say('ui_rename'))
    const dialog = page.getByRole('dialog')
    await hands.write(dialog.getByRole('textbox'), to)
    await hands.press(dialog.getByRole('button', { name: analyst.say('ui_rename'), exact: true }))
    await expect(dialog).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 2, name: to })).toBeVisible()
  }

  /** Opens a menu and takes one of its items. */
  async picks(menu: Locator, item: string): Promise<void> {
    const { hands, page } = this
    await hands.press(menu)
    const chosen = page.getByRole('menuitem', { name: item, exact: true })
    if (hands.name === 'mouse') {
      await chosen.click()
      return
    }
    await expect(page.getByRole('menu')).toBeVisible()
    for (let step = 0; step < 8; step += 1) {
      if (await chosen.evaluate((element) => element === document.activeElement)) break
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
  }
}
