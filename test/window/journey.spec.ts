import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Analyst, hasRees46, type Language, madeUpLog, projectIn, rees46 } from './analyst.ts'
import { expect, type Running, test } from './fixtures.ts'
import { type Hands, keyboard, mouse } from './hands.ts'

/** The main path through all six places, by mouse, by keyboard alone, and in Chinese. */

// A walk a worker: each has its own project, and one after the other they would outlast the rest.
test.describe.configure({ mode: 'parallel' })

const ways: readonly { readonly title: string; readonly hands: typeof mouse; readonly language: Language }[] =
  [
    { title: 'by mouse', hands: mouse, language: 'en' },
    { title: 'by keyboard alone', hands: keyboard, language: 'en' },
    { title: 'by mouse, in Chinese', hands: mouse, language: 'zh-CN' },
  ]

const reason = 'skipped: ../shared/data is not here'
if (!hasRees46 && process.env.TEST_WORKER_INDEX === undefined) console.log(reason)

for (const { title, hands, language } of ways) {
  test(`the main path ${title}`, async ({ launch, folder }) => {
    test.skip(!hasRees46, reason)
    test.setTimeout(300_000)
    const running = await launch({ locale: language })
    const walk = new Walk(running, language, hands(running.page), folder)

    await test.step('a project is made', () => walk.makesProject())
    await test.step('a row that cannot be read is looked at', () => walk.looksAtRejects())
    await test.step('rees46 is imported, a column retyped', () => walk.importsRees46())
    const table = await test.step('a table is built', () => walk.buildsTable())
    await test.step('five variables are drawn, undone and redone', () => walk.draws(table))
    await test.step('the adjustment set is used', () => walk.adjusts(table))
    await test.step('an effect is estimated', () => walk.estimates())
    await test.step('a changed graph makes it out of date', () => walk.changesGraph(table))
    await test.step('a recommendation is inspected', () => walk.inspectsRecommendation())
    await test.step('the report is exported and the project reopened', () => walk.reports())
    await running.quit()
    const again = await launch({ locale: language, userData: running.userData })
    await new Walk(again, language, hands(again.page), folder).findsEverythingAgain()
  })
}

interface Columns {
  readonly treatment: string
  readonly outcome: string
  readonly covariates: readonly string[]
}

class Walk {
  readonly analyst: Analyst
  readonly hands: Hands
  readonly folder: string

  constructor(running: Running, language: Language, hands: Hands, folder: string) {
    this.analyst = new Analyst(running, language)
    this.hands = hands
    this.folder = folder
  }

  get page() {
    return this.analyst.page
  }

  async goTo(place: Parameters<Analyst['place']>[0]): Promise<void> {
    await this.hands.press(this.analyst.place(place))
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible()
  }

  async makesProject(): Promise<void> {
    const { analyst, hands, page } = this
    await analyst.running.answerSave(projectIn(this.folder))
    await hands.press(page.getByRole('button', { name: analyst.say('ui_project_new') }))
    await hands.press(
      page.getByRole('dialog').getByRole('button', { name: analyst.say('ui_passphrase_create') }),
    )
    await expect(analyst.rail).toBeVisible()
    // Until it has gone, the focus is still the dialog's to give.
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }

  async looksAtRejects(): Promise<void> {
    const { analyst, hands, page } = this
    const path = join(this.folder, 'small.csv')
    writeFileSync(path, madeUpLog(400, 40))
    await this.opensWizard(path)
    for (let step = 0; step < 3; step += 1) await hands.press(analyst.button('ui_next'))
    await hands.press(page.locator('form').getByRole('button', { name: analyst.say('ui_wizard_start') }))
    await hands.press(analyst.button('ui_wizard_see_rejected'))
    const rejects = page.getByRole('table', { name: analyst.say('ui_rejected_title', { name: 'small' }) })
    await expect(rejects.getByRole('cell', { name: 'yesterday' })).toHaveCount(10)
    await hands.press(analyst.views('data').nth(0))
    await hands.press(analyst.button('ui_source_actions', { name: 'small' }))
    const remove = page.getByRole('menuitem', { name: analyst.say('ui_source_remove', { name: 'small' }) })
    if (hands.name === 'mouse') await remove.click()
    else await this.entersLastItem()
    await expect(analyst.heading('ui_data_empty_title')).toBeVisible()
  }

  async importsRees46(): Promise<void> {
    const { analyst, hands, page } = this
    await this.opensWizard(rees46)
    await hands.press(analyst.button('ui_next'))
    const type = analyst.field('ui_wizard_type_of', { column: 'category_id' })
    await hands.choose(type, analyst.say('ui_type_text'))
    await expect(type).toHaveValue('text')
    await hands.press(analyst.button('ui_next'))
    await hands.press(analyst.button('ui_next'))
    await hands.press(page.locator('form').getByRole('button', { name: analyst.say('ui_wizard_start') }))
    await expect(analyst.button('ui_wizard_see_events')).toBeVisible({ timeout: 60_000 })
    await expect(analyst.place('data')).toContainText(analyst.say('ui_state_ready'))
  }

  async buildsTable(): Promise<Columns> {
    const { analyst, hands, page } = this
    await this.goTo('behaviour')
    await hands.press(analyst.views('behaviour').filter({ hasText: analyst.say('ui_behaviour_tables') }))
    await hands.press(analyst.button('ui_tables_build'))
    await hands.press(analyst.button('ui_builder_build'))
    const columns = page.getByRole('table', { name: analyst.say('ui_tables_columns') })
    await expect(columns).toBeVisible({ timeout: 60_000 })
    const rows = await columns
      .getByRole('row')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')))
    const named = (role: string) => rows.filter((row) => row[1] === role).map((row) => row[0] ?? '')
    const [treatment] = named(analyst.say('ui_table_role_treatment'))
    const [outcome] = named(analyst.say('ui_table_role_outcome'))
    return {
      treatment: treatment!,
      outcome: outcome!,
      covariates: named(analyst.say('ui_table_role_covariate')),
    }
  }

  async draws({ treatment, outcome, covariates }: Columns): Promise<void> {
    const { analyst, hands } = this
    const [first, second] = covariates
    const names = [treatment, outcome, first!, second!, 'habit']
    await this.goTo('graph')
    await hands.press(analyst.button('ui_graph_draw_first'))
    for (const [index, name] of names.entries()) {
      if (index > 0) await hands.press(this.tool('ui_graph_add'))
      const before = analyst.say('ui_graph_new_name', { index: '1' })
      await this.picks(index === 0 ? before : analyst.say('ui_graph_new_name', { index: String(index + 1) }))
      await hands.write(analyst.field('ui_graph_name'), name)
      await expect(this.variable(name)).toBeVisible()
    }
    for (const [from, to] of [
      [treatment, outcome],
      [first!, treatment],
      [first!, outcome],
      [second!, treatment],
      [second!, outcome],
      ['habit', first!],
    ] as const)
      await this.connects(from, to)
    await expect(this.lines()).toHaveCount(6)

    await hands.press(this.undo())
    await expect(this.lines()).toHaveCount(5)
    await hands.press(this.undo())
    await expect(this.lines()).toHaveCount(4)
    await hands.press(this.redo())
    await hands.press(this.redo())
    await expect(this.lines()).toHaveCount(6)
  }

  async adjusts({ treatment, outcome, covariates }: Columns): Promise<void> {
    const { analyst, hands, page } = this
    await this.picks(treatment)
    await hands.choose(
      analyst.field('ui_graph_select_role', { name: treatment }),
      analyst.say('ui_graph_role_treatment'),
    )
    await this.picks(outcome)
    await hands.choose(
      analyst.field('ui_graph_select_role', { name: outcome }),
      analyst.say('ui_graph_role_outcome'),
    )
    await expect(page.getByText(analyst.say('ui_graph_invalid'))).toBeVisible()
    const both = covariates.slice(0, 2)
    const set = [both, [...both].reverse()].map((names) =>
      new Intl.ListFormat(analyst.language, { type: 'conjunction' }).format(names),
    )
    const [one, other] = set.map((words) => analyst.button('ui_graph_use_set', { set: words }))
    await hands.press(one!.or(other!))
    await expect(page.getByText(analyst.say('ui_graph_in_use'))).toBeVisible()
    await expect(page.getByText(analyst.say('ui_graph_invalid'))).toHaveCount(0)
  }

  async estimates(): Promise<void> {
    const { analyst, hands, page } = this
    await this.goTo('effects')
    await hands.press(analyst.button('ui_effects_new'))
    // What had the focus has gone: it is at the screen's name, not lost.
    const named = page.getByRole('heading', { level: 1 })
    await expect(named).toBeFocused()
    for (let step = 0; step < 3; step += 1) await hands.press(analyst.button('ui_next'))
    await hands.press(analyst.button('ui_effects_run'))
    await expect(page.getByRole('main').getByRole('progressbar')).toBeVisible()
    await expect(page.locator('main [role="group"]:focus, main h1:focus')).toHaveCount(1)
    await expect(analyst.heading('ui_effects_refutations')).toBeVisible({ timeout: 90_000 })
    await expect(named).toBeFocused()
    await expect(analyst.place('effects')).toContainText(analyst.say('ui_state_ready'))
  }

  async changesGraph({ outcome }: Columns): Promise<void> {
    const { analyst, hands, page } = this
    await this.goTo('graph')
    await this.connects('habit', outcome)
    await expect(analyst.place('effects')).toContainText(analyst.say('ui_state_stale'))
    await this.goTo('effects')
    await expect(page.getByText(analyst.say('ui_effects_stale'))).toBeVisible()
    await this.goTo('graph')
    await hands.press(this.undo())
    await expect(analyst.place('effects')).toContainText(analyst.say('ui_state_ready'))
  }

  async inspectsRecommendation(): Promise<void> {
    const { analyst, hands, page } = this
    await this.goTo('recommendations')
    await hands.press(analyst.button('ui_recommend_build'))
    await expect(analyst.button('ui_recommend_leave')).toBeVisible()
    await hands.press(analyst.button('ui_recommend_build'))
    const first = page.getByRole('main').getByRole('table').getByRole('button').first()
    await expect(first).toBeVisible({ timeout: 90_000 })
    const user = (await first.textContent()) ?? ''
    await hands.press(first)
    await expect(analyst.heading('ui_recommend_inspector_title', { name: user })).toBeVisible()
    await expect(analyst.heading('ui_recommend_history')).toBeVisible()
  }

  async reports(): Promise<void> {
    const { analyst, hands } = this
    const path = join(this.folder, 'report.html')
    await this.goTo('report')
    await analyst.running.answerSave(path)
    await hands.press(analyst.button('ui_report_save_html'))
    await expect
      .poll(() => (existsSync(path) ? statSync(path).size : 0), { timeout: 30_000 })
      .toBeGreaterThan(5000)
    const html = readFileSync(path, 'utf8')
    expect(html).toContain(`lang="${analyst.language}"`)
    expect(html).not.toMatch(/(src|href)="https?:/)
  }

  async findsEverythingAgain(): Promise<void> {
    const { analyst, hands, page } = this
    await hands.press(page.getByRole('button', { name: /^study / }))
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(analyst.say('ui_place_report'))
    for (const place of ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'report'] as const)
      await expect(analyst.place(place)).toContainText(analyst.say('ui_state_ready'))
    await this.goTo('graph')
    await expect(this.lines()).toHaveCount(6)
  }

  private async opensWizard(path: string): Promise<void> {
    const { analyst, hands } = this
    await analyst.running.answerOpen(path)
    await hands.press(analyst.button('ui_data_import'))
    await hands.press(analyst.button('ui_wizard_choose'))
    await expect(analyst.heading('ui_wizard_format_title')).toBeVisible()
  }

  /** In an open menu, with the arrow keys. */
  private async entersLastItem(): Promise<void> {
    await expect(this.page.getByRole('menu')).toBeVisible()
    await this.page.keyboard.press('End')
    await this.page.keyboard.press('Enter')
  }

  private tool(name: Parameters<Analyst['say']>[0]) {
    const tools = this.page.getByRole('toolbar', { name: this.analyst.say('ui_graph_tools') })
    return tools.getByRole('button', { name: new RegExp(`^${this.analyst.say(name)}`) })
  }

  private variable(name: string) {
    return this.page.getByRole('group', { name: new RegExp(`^${name}($|:|：)`) })
  }

  private lines() {
    const words = this.analyst.say('ui_graph_edge_directed', { from: '.+', to: '.+' })
    return this.page.getByRole('group', { name: new RegExp(`^${words}$`), includeHidden: true })
  }

  private async picks(name: string): Promise<void> {
    await this.hands.press(this.variable(name))
    await expect(this.analyst.field('ui_graph_name')).toHaveValue(name)
  }

  private async connects(from: string, to: string): Promise<void> {
    const { analyst, hands, page } = this
    await this.picks(from)
    await hands.press(this.tool('ui_graph_connect'))
    const dialog = page.getByRole('dialog')
    await hands.choose(dialog.getByLabel(analyst.say('ui_graph_connect_to')), to)
    await hands.press(dialog.getByRole('button', { name: analyst.say('ui_graph_connect'), exact: true }))
    await expect(dialog).toHaveCount(0)
  }

  private undo() {
    return this.page.getByRole('button', { name: new RegExp(`^${this.analyst.say('ui_undo')}`) })
  }

  private redo() {
    return this.page.getByRole('button', { name: new RegExp(`^${this.analyst.say('ui_redo')}`) })
  }
}
