import type { Page } from '@playwright/test'
import { Analyst, hasRees46, projectIn, rees46 } from './analyst.ts'
import { expect, test } from './fixtures.ts'

test.beforeEach(() => {
  test.skip(!hasRees46, 'skipped: ../shared/data is not here')
})

test('an estimate shows its progress, and cancelled it leaves nothing behind', async ({
  running,
  folder,
}) => {
  test.setTimeout(180_000)
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.importLog(rees46)
  await analyst.buildTable()
  await analyst.startGraph()
  await analyst.goTo('effects')
  await analyst.button('ui_effects_new').click()
  await analyst.nextSteps(2)
  await page.getByText(analyst.say('ui_effects_more'), { exact: true }).click()
  await analyst.field('ui_effects_repetitions').fill('20000')
  await analyst.nextSteps(1)
  await analyst.button('ui_effects_run').click()
  const bar = page.getByRole('main').getByRole('progressbar')
  await expect(bar).toBeVisible()
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 30_000 })
    .toBeGreaterThan(0)
  await page
    .getByRole('main')
    .getByRole('button', { name: analyst.say('ui_cancel'), exact: true })
    .click()
  await expect(page.getByText(analyst.say('ui_effects_cancelled'))).toBeVisible({ timeout: 3000 })
  await analyst.button('ui_effects_leave').click()
  await expect(analyst.heading('ui_effects_empty_title')).toBeVisible()
  await analyst.button('ui_jobs_history').click()
  await expect(
    page.getByRole('dialog').getByRole('cell', { name: analyst.say('ui_jobs_cancelled'), exact: true }),
  ).toBeVisible()
})

test('an analysis brings its settings back, is renamed, deleted and brought back', async ({
  running,
  folder,
}) => {
  test.setTimeout(180_000)
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.importLog(rees46)
  await analyst.buildTable()
  await analyst.startGraph()
  await analyst.estimate()
  const name = (await page.getByRole('article').getAttribute('aria-label')) ?? ''

  await analyst.button('ui_effects_use_settings').click()
  await analyst.nextSteps(1)
  await expect(page.getByText('hours_since_last').first()).toBeVisible()
  await analyst.choose('ui_overlap_weights')
  await expect(page.getByText(analyst.say('ui_overlap_weights_words'))).toBeVisible()
  await analyst.nextSteps(1)
  const method = (key: 'ui_method_iv_2sls' | 'ui_method_matching') =>
    page.getByRole('checkbox', { name: analyst.say(key) })
  await expect(method('ui_method_iv_2sls')).toHaveCount(0)
  await page.getByText(analyst.say('ui_columns_more')).click()
  const instruments = page.getByRole('group', { name: analyst.say('ui_column_instruments') })
  await instruments.getByRole('checkbox').first().check({ force: true })
  await method('ui_method_iv_2sls').check({ force: true })
  await method('ui_method_matching').check({ force: true })
  await page.getByText(analyst.say('ui_effects_more'), { exact: true }).click()
  await analyst
    .field('ui_setting_neighbours')
    .or(page.getByLabel(analyst.say('ui_setting_neighbours')))
    .fill('2')
  await page.keyboard.press('Tab')
  await analyst.button('ui_back').click()
  await analyst.button('ui_effects_leave').click()
  await analyst.goTo('data')
  await analyst.goTo('effects')
  await analyst.button('ui_effects_new').click()
  await expect(page.getByText(analyst.say('ui_overlap_weights_words'))).toBeVisible()
  await analyst.nextSteps(2)
  await expect(analyst.field('ui_effects_name')).toHaveValue(name)
  await expect(page.getByText(analyst.say('ui_method_iv_2sls'))).toBeVisible()
  await analyst.button('ui_effects_start_over').click()
  await expect(analyst.button('ui_back')).toBeDisabled()
  await analyst.button('ui_effects_leave').click()

  await analyst.button('ui_effects_actions', { name }).click()
  await page.getByRole('menuitem', { name: analyst.say('ui_rename') }).click()
  await page.getByRole('dialog').getByLabel(analyst.say('ui_effects_name')).fill('First look')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: analyst.say('ui_rename') })
    .click()
  await expect(page.getByRole('article', { name: 'First look' })).toBeVisible()

  await analyst.button('ui_effects_actions', { name: 'First look' }).click()
  await page.getByRole('menuitem', { name: analyst.say('ui_delete') }).click()
  await expect(analyst.heading('ui_effects_empty_title')).toBeVisible()
  await page
    .getByRole('region', { name: analyst.say('ui_toast_region') })
    .getByRole('button', { name: analyst.say('ui_undo') })
    .click()
  await expect(page.getByRole('article', { name: 'First look' })).toBeVisible()

  await analyst.button('ui_effects_use_settings').click()
  await analyst.choose('ui_effects_adjust_own')
  const adjusted = page.getByRole('group', { name: analyst.say('ui_effects_adjust_covariates') })
  await adjusted.getByRole('checkbox', { name: 'view_count' }).uncheck({ force: true })
  await analyst.nextSteps(2)
  await page.getByText(analyst.say('ui_columns_more')).click()
  await instruments.getByRole('checkbox', { name: 'view_count' }).check({ force: true })
  await method('ui_method_iv_2sls').check({ force: true })
  await analyst.nextSteps(1)
  await analyst.field('ui_effects_name').fill('Second look')
  const drawn = await namesOfArticlesDrawn(page)
  await analyst.button('ui_effects_run').click()
  const tests = page.getByRole('table', { name: analyst.say('ui_instruments_title') })
  await expect(tests.getByRole('row')).toHaveCount(6, { timeout: 60_000 })
  expect(await drawn()).toEqual(['Second look'])
})

/** From now on, in their order. */
async function namesOfArticlesDrawn(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const names: string[] = []
    Object.assign(window, { names })
    new MutationObserver((changes) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
        if (node instanceof Element)
          for (const article of [node, ...node.querySelectorAll('article')])
            if (article.matches('article')) names.push(article.getAttribute('aria-label') ?? '')
    }).observe(document.body, { childList: true, subtree: true })
  })
  return () => page.evaluate(() => (window as never as { names: string[] }).names)
}
