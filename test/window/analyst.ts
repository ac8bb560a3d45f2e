import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import * as messages from '../../messages/compiled/messages.js'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import type { Place } from '../../src-main/contract/places.ts'
import { findBarriers } from './barriers.ts'
import { expect, type Running } from './fixtures.ts'

export type Language = 'en' | 'zh-CN'

/** A morning of a multi-category shop (REES46), as published: views, carts and purchases with prices. */
export const rees46 = resolve(
  import.meta.dirname,
  '../../../shared/data/behaviour/rees46/events-2019-10-01.csv',
)
export const hasRees46 = existsSync(rees46)

/** Without message keys of one language the same test reads in both. */
type Key = keyof typeof messages

/** Whoever sits at the window: finds things by the words on the screen, in one language. */
export class Analyst {
  readonly running: Running
  readonly page: Page
  readonly language: Language

  constructor(running: Running, language: Language = 'en') {
    this.running = running
    this.page = running.page
    this.language = language
  }

  /** The sentence that the window shows for a message. */
  say(key: Key, inputs: Record<string, string> = {}): string {
    const message = messages[key] as unknown as (inputs: object, options: { locale: Language }) => string
    return message(inputs, { locale: this.language })
  }

  button(key: Key, inputs?: Record<string, string>): Locator {
    return this.page.getByRole('button', { name: this.say(key, inputs), exact: true })
  }

  field(key: Key, inputs?: Record<string, string>): Locator {
    return this.page.getByLabel(this.say(key, inputs), { exact: true })
  }

  /** One of a few that are all seen at once. */
  async choose(key: Key): Promise<void> {
    await this.page.getByRole('main').getByText(this.say(key), { exact: true }).click()
  }

  heading(key: Key, inputs?: Record<string, string>): Locator {
    return this.page.getByRole('heading', { name: this.say(key, inputs) })
  }

  /** Goes to a place by the rail. */
  async goTo(place: Place): Promise<void> {
    const name = this.say(`ui_place_${place}`)
    await this.rail.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible()
  }

  /** A place in the rail; its text tells its state too. */
  place(place: Place): Locator {
    return this.rail.getByRole('button', { name: new RegExp(`^${this.say(`ui_place_${place}`)}`) })
  }

  /** The views of a place, where it has several. */
  views(place: Place): Locator {
    return this.page
      .getByRole('main')
      .getByRole('navigation', { name: this.say(`ui_place_${place}`) })
      .getByRole('button')
  }

  /** Changes the theme as the settings do. */
  async wear(theme: 'light' | 'dark'): Promise<void> {
    await this.page.evaluate(
      (chosen) =>
        (window as never as { antecedent: AntecedentBridge }).antecedent.settings.set({ theme: chosen }),
      theme,
    )
    await expect(this.page.locator(`html[data-theme="${theme}"]`)).toBeAttached()
  }

  /** Changes the language of the window as the settings do; what the analyst looks for stays in their own. */
  async speak(language: Language): Promise<void> {
    await this.page.evaluate(
      (chosen) =>
        (window as never as { antecedent: AntecedentBridge }).antecedent.settings.set({ language: chosen }),
      language,
    )
    await expect(this.page.locator(`html[lang="${language}"]`)).toBeAttached()
  }

  get rail(): Locator {
    return this.page.getByRole('navigation', { name: this.say('ui_rail_label') })
  }

  /** A view of the place that is shown. */
  async see(key: Key): Promise<void> {
    await this.page
      .getByRole('main')
      .getByRole('button', { name: new RegExp(`^${this.say(key)}`) })
      .first()
      .click()
  }

  async openProject(path: string): Promise<void> {
    await this.running.answerOpen(path)
    await this.page
      .getByRole('button', { name: this.say('ui_project_open') })
      .first()
      .click()
    await expect(this.rail).toBeVisible()
  }

  async createProject(path: string): Promise<void> {
    await this.running.answerSave(path)
    await this.button('ui_project_new').or(this.page.locator('.ways button').first()).first().click()
    const dialog = this.page.getByRole('dialog')
    await dialog.getByRole('button', { name: this.say('ui_passphrase_create') }).click()
    await expect(this.rail).toBeVisible()
  }

  /** Takes a log through the wizard as it is suggested, up to its last step. */
  async wizardTo(step: 'format' | 'columns' | 'check' | 'import', path: string): Promise<void> {
    await this.goTo('data')
    await this.running.answerOpen(path)
    await this.button('ui_data_import').first().click()
    await this.button('ui_wizard_choose').click()
    await expect(this.heading('ui_wizard_format_title')).toBeVisible()
    const steps = ['format', 'columns', 'check', 'import'] as const
    for (let index = 0; index < steps.indexOf(step); index += 1) await this.button('ui_next').click()
  }

  async importLog(path: string): Promise<void> {
    await this.wizardTo('import', path)
    await this.page
      .locator('form')
      .getByRole('button', { name: this.say('ui_wizard_start'), exact: true })
      .click()
    await expect(this.button('ui_wizard_see_events')).toBeVisible({ timeout: 60_000 })
  }

  /** Builds the analysis table that the program suggests. */
  async buildTable(): Promise<void> {
    await this.goTo('behaviour')
    await this.see('ui_behaviour_tables')
    await this.button('ui_tables_build').click()
    await this.button('ui_builder_build').click()
    await expect(this.button('ui_tables_revise')).toBeVisible({ timeout: 60_000 })
  }

  /** Starts the graph from the table: every covariate a common cause. */
  async startGraph(): Promise<void> {
    await this.goTo('graph')
    await this.page.locator('.empty button').first().click()
    await expect(this.page.locator('.svelte-flow__node').first()).toBeVisible()
    await expect(this.heading('ui_graph_sets')).toBeVisible()
  }

  /** Goes on in a wizard by so many steps. */
  async nextSteps(count: number): Promise<void> {
    const next = this.page.getByRole('main').getByRole('button', { name: this.say('ui_next'), exact: true })
    for (let step = 0; step < count; step += 1) await next.click()
  }

  /** Estimates with the settings that are suggested. */
  async estimate(): Promise<void> {
    await this.goTo('effects')
    await this.button('ui_effects_new').click()
    await this.nextSteps(3)
    await this.button('ui_effects_run').click()
    await expect(this.heading('ui_effects_refutations')).toBeVisible({ timeout: 90_000 })
  }

  /** Fails where axe finds anything at all on the screen, of whatever weight. */
  async findsNoBarrier(): Promise<void> {
    expect(await findBarriers(this.page)).toEqual([])
  }
}

/** A log of made-up visits, every `bad`th row of which has no readable time. */
export function madeUpLog(rows: number, bad: number): string {
  const lines = ['event_time,user_id,event_type,item_id,price']
  const kinds = ['view', 'view', 'view', 'cart', 'view', 'purchase']
  for (let row = 0; row < rows; row += 1) {
    const time = row % bad === bad - 1 ? 'yesterday' : new Date(1_700_000_000_000 + row * 1000).toISOString()
    lines.push(
      `${time},u${(row * 7919) % 997},${kinds[row % kinds.length]},i${(row * 104_729) % 211},${(row % 90) + 0.99}`,
    )
  }
  return `${lines.join('\n')}\n`
}

export const projectIn = (folder: string, name = 'study') => join(folder, `${name}.antecedent`)
