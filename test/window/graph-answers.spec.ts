import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import { Analyst, projectIn } from './analyst.ts'
import { expect, test } from './fixtures.ts'
import { openSample } from './open-sample.ts'

const shop =
  'dag { season -> offer season -> purchase offer -> visit visit -> purchase visit -> survey purchase -> survey offer [exposure] purchase [outcome] }'
/** Pearl and Mackenzie 2018, the napkin: only the general algorithm identifies it. */
const napkin = 'dag { W -> R R -> X X -> Y W <-> X W <-> Y X [exposure] Y [outcome] }'
/** A hidden common cause beside the arrow: the bow, the smallest hedge. */
const bow = 'dag { X -> Y X <-> Y X [exposure] Y [outcome] }'

async function typeGraph(analyst: Analyst, text: string): Promise<void> {
  await analyst.goTo('graph')
  await analyst.see('ui_graph_text')
  await analyst.field('ui_graph_text_title').fill(text)
  await analyst.button('ui_graph_text_apply').click()
  await expect(analyst.page.getByText(analyst.say('ui_graph_text_applied')).first()).toBeVisible()
  await analyst.see('ui_graph_drawing')
}

/** Goes to a kind of answer. */
async function ask(analyst: Analyst, key: Parameters<Analyst['say']>[0]): Promise<void> {
  await answerViews(analyst)
    .getByRole('button', { name: new RegExp(`^${analyst.say(key)}`) })
    .click()
}

const answerViews = (analyst: Analyst) =>
  analyst.page.getByRole('navigation', { name: analyst.say('ui_graph_answers') })
const answers = (analyst: Analyst) =>
  analyst.page.getByRole('region', { name: analyst.say('ui_graph_answers'), exact: true })
const halos = (analyst: Analyst) => analyst.page.locator('.causal-edge-halo')
const node = (analyst: Analyst, name: string) =>
  analyst.page.locator('.svelte-flow__node').filter({ hasText: name })
const line = (analyst: Analyst, from: string, to: string): Locator =>
  analyst.page.locator(
    `.svelte-flow__edge[aria-label="${analyst.say('ui_graph_edge_directed', { from, to })}"]`,
  )

test('every path is listed with its state and reason, and lights up on the drawing', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, shop)
  await ask(analyst, 'ui_graph_paths')
  const open = answers(analyst).getByRole('button', { name: 'offer ← season → purchase' })
  await expect(open).toContainText(analyst.say('ui_graph_path_open'))
  const collider = answers(analyst).getByRole('button', { name: 'offer → visit → survey ← purchase' })
  await expect(collider).toContainText(analyst.say('ui_graph_path_closed'))
  await expect(collider).toContainText('survey')

  await open.click()
  await expect(open).toHaveAttribute('aria-pressed', 'true')
  await expect(halos(analyst)).toHaveCount(2)
  await expect(line(analyst, 'season', 'offer').locator('.causal-edge-halo')).toHaveCount(1)

  // The same from the keyboard: focus is a glimpse, Enter a choice, Enter again lets go.
  const causal = answers(analyst).getByRole('button', { name: 'offer → visit → purchase' })
  await causal.focus()
  await expect(line(analyst, 'visit', 'purchase').locator('.causal-edge-halo')).toHaveCount(1)
  await causal.press('Enter')
  await expect(causal).toHaveAttribute('aria-pressed', 'true')
  await causal.press('Enter')
  await expect(causal).toHaveAttribute('aria-pressed', 'false')

  // Lines that carry the effect, bias, and bias that a collider closes are three kinds of line.
  await expect(line(analyst, 'offer', 'visit').locator('.causal-edge-causal')).toHaveCount(1)
  await expect(line(analyst, 'season', 'offer').locator('.causal-edge-biasing')).toHaveCount(1)
  await expect(line(analyst, 'visit', 'survey').locator('.causal-edge-closed')).toHaveCount(1)
  await expect(line(analyst, 'visit', 'survey').locator('.causal-edge-bar')).toHaveCount(1)
})

test('a set shows which paths it closes before it is used, and using it can be undone', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, shop)
  await expect(page.locator('.causal-edge-biasing')).toHaveCount(2)
  const use = analyst.button('ui_graph_use_set', { set: 'season' })
  await use.focus()
  await expect(page.getByText(analyst.say('ui_graph_set_closes', { count: '1' }))).toBeVisible()
  await expect(page.locator('.causal-edge-biasing')).toHaveCount(0)
  await expect(node(analyst, 'season').locator('.light-given')).toHaveCount(1)
  await analyst.field('ui_graph_answers').first().hover()
  await use.press('Enter')
  await expect(page.getByText(analyst.say('ui_graph_valid', { set: 'season' }))).toBeVisible()
  await page.locator('#screen-title').focus()
  await page.keyboard.press('Control+z')
  await expect(page.getByText(analyst.say('ui_graph_invalid'))).toBeVisible()
})

test('any set that is picked is judged, with the reason in words', async ({ running, folder }) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, shop)
  const pick = (name: string) => page.getByRole('checkbox', { name: new RegExp(name) }).press('Space')
  await pick('season')
  await expect(page.getByText(analyst.say('ui_graph_why_valid', { set: 'season' }))).toBeVisible()
  await pick('visit')
  const both = page.getByText(analyst.say('ui_graph_why_invalid', { set: 'season and visit' }))
  await expect(both).toBeVisible()
  await expect(page.locator('.verdict').getByRole('note')).toContainText('visit')
  await expect(page.getByText(analyst.say('ui_graph_set_blocks', { count: '1' }))).toBeVisible()
  await analyst.button('ui_graph_use_picked').click()
  await expect(page.locator('.svelte-flow__node[aria-label="visit: adjusted for"]')).toHaveCount(1)
})

test('the direct effect is asked for beside the total one, by keyboard', async ({ running, folder }) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, shop)
  await page.getByRole('radio', { name: analyst.say('ui_graph_effect_total') }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(
    analyst.heading('ui_graph_direct_effect_of', { treatment: 'offer', outcome: 'purchase' }),
  ).toBeVisible()
  await expect(analyst.button('ui_graph_use_set', { set: 'season and visit' }).first()).toBeVisible()
  await ask(analyst, 'ui_graph_paths')
  await expect(answers(analyst).getByRole('button', { name: 'offer → visit → purchase' })).toContainText(
    analyst.say('ui_graph_path_indirect'),
  )
  await expect(line(analyst, 'offer', 'visit').locator('.causal-edge-biasing')).toHaveCount(1)
})

test('the estimand is typeset, copied as LaTeX and as text; a hedge is shown where there is none', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, napkin)
  await ask(analyst, 'ui_graph_view_identify')
  await expect(page.getByText(analyst.say('ui_graph_identifiable'))).toBeVisible()
  const formula = page.locator('math')
  await expect(formula.locator('mfrac')).toHaveCount(1)
  await expect(formula.locator('munder')).toHaveCount(2)
  // MathML that is drawn as such: the fraction's parts stand above one another.
  const [above, below] = await Promise.all(
    [0, 1].map((index) => formula.locator('mfrac > *').nth(index).boundingBox()),
  )
  expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y + 1)

  await analyst.button('ui_graph_copy_latex').click()
  await expect(page.getByText(analyst.say('ui_copied')).first()).toBeVisible()
  await analyst.see('ui_graph_text')
  const field = analyst.field('ui_graph_text_title')
  await field.fill('')
  await field.press('ControlOrMeta+v')
  await expect(field).toHaveValue(/^P\(Y \\mid \\mathrm\{do\}\(X\)\) = .*\\frac\{\\sum_\{W\}/)

  await typeGraph(analyst, bow)
  await expect(page.getByText(analyst.say('ui_graph_not_identifiable'))).toBeVisible()
  await analyst.page
    .getByRole('button', { name: new RegExp(analyst.say('ui_graph_hedge_show')) })
    .press('Enter')
  await expect(node(analyst, 'X').locator('.light-hedge')).toHaveCount(1)
  await expect(node(analyst, 'Y').locator('.light-hedge-inner')).toHaveCount(1)
})

test('the claims of the graph are tested on a table and shown where a line is absent', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const analyst = await openSample(launch, folder, 600)
  const { page } = analyst
  await analyst.goTo('graph')
  // A graph that no shop obeys: what one bought before says nothing of what one put into the cart.
  await typeGraph(
    analyst,
    'dag { carts -> offered offered -> buys purchases -> buys nobody offered [exposure] buys [outcome] }',
  )
  await ask(analyst, 'ui_graph_view_test')
  await analyst.button('ui_graph_test_run').press('Enter')
  const claim = answers(analyst).locator('li button')
  const contradicted = claim.filter({ hasText: 'purchases and carts are independent' })
  await expect(contradicted).toContainText(analyst.say('ui_graph_contradicted'), { timeout: 60_000 })
  await expect(contradicted).toContainText(/Dependence 0\.\d+ \[0\.\d+, 0\.\d+\]/)
  const untestable = claim.filter({ hasText: 'nobody' }).first()
  await expect(untestable).toContainText(analyst.say('ui_graph_untestable'))
  await contradicted.press('Enter')
  await expect(page.locator('.svelte-flow__edge text')).toHaveText(
    `✕ ${analyst.say('ui_graph_contradicted')}`,
  )
  await analyst.findsNoBarrier()

  // The judgement is of this graph alone.
  await page.locator('#screen-title').focus()
  await page.keyboard.press('n')
  await expect(page.getByText(analyst.say('ui_graph_test_stale'))).toBeVisible()
})

test('a design explains itself and brings its question; a fragment is kept and used again', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await analyst.goTo('graph')
  await analyst.button('ui_design_start').press('Enter')
  const dialog = page.getByRole('dialog')
  for (const key of ['confounding', 'mediation', 'instrument', 'selection', 'time', 'frontdoor'] as const) {
    await dialog.getByRole('button', { name: analyst.say(`ui_design_${key}`), exact: true }).press('Enter')
    await expect(dialog.getByText(analyst.say(`ui_design_${key}_when`))).toBeVisible()
    await expect(dialog.getByText(analyst.say(`ui_design_${key}_fails`))).toBeVisible()
    await expect(
      dialog.getByRole('img', { name: analyst.say(`ui_design_${key}`), exact: true }),
    ).toBeVisible()
  }
  await analyst.button('ui_design_insert').click()
  await expect(page.locator('.svelte-flow__node')).toHaveCount(4)
  await ask(analyst, 'ui_graph_view_identify')
  await expect(page.getByText(analyst.say('ui_graph_way_frontdoor'))).toBeVisible()

  await page.locator('#screen-title').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('d')
  await analyst.field('ui_fragment_name').fill('my front door')
  await analyst.button('ui_fragment_keep').click()
  await analyst.button('ui_design_insert').click()
  await expect(page.locator('.svelte-flow__node')).toHaveCount(8)
  await expect(node(analyst, 'offer 2')).toHaveCount(1)
})

test('two versions stand side by side with what was added, removed and reversed', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, 'dag { a -> b b -> c c -> d }')
  await typeGraph(analyst, 'dag { b -> a b -> c e -> d }')
  await analyst.see('ui_graph_versions')
  const changes = page.getByRole('list', { name: analyst.say('ui_graph_compare_list') })
  const change = (key: 'added' | 'removed' | 'reversed', what: string) =>
    changes.getByText(`${analyst.say(`ui_graph_change_${key}`)} ${what}`)
  await expect(change('reversed', 'b → a')).toBeVisible()
  await expect(change('removed', 'c → d')).toBeVisible()
  await expect(change('added', 'e → d')).toBeVisible()
  await expect(changes.getByRole('listitem')).toHaveCount(4)
  await analyst.findsNoBarrier()
  await analyst.button('ui_graph_version_restore', { version: '1' }).first().press('Enter')
  await analyst.see('ui_graph_drawing')
  await expect(line(analyst, 'c', 'd')).toHaveCount(1)
})

test('lines and absent lines carry a reason, an author and a confidence', async ({ running, folder }) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, 'dag { a -> b c }')
  await analyst.see('ui_graph_list')
  await analyst.button('ui_graph_knowledge_add').press('Enter')
  await analyst.field('ui_graph_knowledge_to').selectOption('c')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('c is decided by a lottery')
  await dialog.getByRole('textbox').nth(1).fill('Ada')
  await dialog.getByRole('combobox').last().selectOption('0.75')
  await analyst.button('ui_graph_knowledge_done').click()
  const row = page.getByRole('row').filter({ hasText: analyst.say('ui_graph_absent', { x: 'a', y: 'c' }) })
  await expect(row).toContainText('c is decided by a lottery')
  await expect(row).toContainText('Ada')
  await expect(row).toContainText('75%')
  // The note is of the absence: a line that is drawn takes it away, and undo brings it back.
  await analyst.field('ui_graph_list_add_edge', { from: 'a' }).selectOption('c')
  await expect(row).toHaveCount(0)
  await page.locator('#screen-title').focus()
  await page.keyboard.press('Control+z')
  await expect(row).toHaveCount(1)
})

test('the graph leaves as SVG, PNG, TikZ and text, and comes in with the place of every fault', async ({
  running,
  folder,
}) => {
  const analyst = new Analyst(running)
  const { page } = analyst
  await analyst.createProject(projectIn(folder))
  await typeGraph(analyst, shop)
  const saved = async (format: string, name: string) => {
    const path = join(folder, name)
    await analyst.field('ui_graph_format').selectOption(format)
    await expect(page.getByRole('dialog').locator('img, pre')).toBeVisible()
    await running.answerSave(path)
    await analyst.button('ui_graph_save_as').press('Enter')
    await expect(page.getByText(analyst.say('ui_saved', { path }))).toBeVisible()
    return readFileSync(path)
  }
  await page.locator('#screen-title').focus()
  await page.keyboard.press('e')
  await expect(page.getByRole('dialog')).toBeVisible()
  expect((await saved('svg', 'g.svg')).toString()).toMatch(/^<svg [\s\S]*season[\s\S]*<\/svg>\s*$/)
  const png = await saved('png', 'g.png')
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
  expect(png.readUInt32BE(16)).toBeGreaterThan(300)
  expect((await saved('tikz', 'g.tex')).toString()).toContain('\\begin{tikzpicture}')
  const texts: Record<string, string> = {}
  for (const format of ['dagitty', 'json', 'dot', 'gml', 'graphml', 'lavaan', 'tetrad', 'bif'])
    texts[format] = (await saved(format, `${format}.txt`)).toString()
  await page.keyboard.press('Escape')

  await analyst.button('ui_graph_import_open').click()
  for (const format of Object.keys(texts)) {
    await analyst.field('ui_graph_import_text').fill(texts[format])
    await analyst.field('ui_graph_format').selectOption(format)
    await expect(page.getByRole('dialog').getByText(/variables 5, lines 6/), format).toBeVisible()
    await expect(analyst.button('ui_graph_import_replace'), format).toBeEnabled()
  }
  await analyst.field('ui_graph_format').selectOption('')
  await analyst.field('ui_graph_import_text').fill('dag {\n  a -> b\n  b => c\n}')
  await expect(page.getByRole('dialog').getByRole('note')).toContainText('line 3, column 6')
  await analyst.button('ui_graph_import_go', { line: '3', column: '6' }).press('Enter')
  const marked = await page.evaluate(() => {
    const field = document.activeElement as HTMLTextAreaElement
    return field.value.slice(0, field.selectionStart).split('\n').length
  })
  expect(marked).toBe(3)
  await analyst.findsNoBarrier()

  const path = join(folder, 'small.dot')
  writeFileSync(path, 'digraph { p -> q }')
  await running.answerOpen(path)
  await analyst.button('ui_graph_import_file').click()
  await analyst.button('ui_graph_import_replace').click()
  await expect(page.locator('.svelte-flow__node')).toHaveCount(2)
})

for (const { language, theme } of [
  { language: 'en', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
] as const) {
  test(`no answer of the graph has a barrier (${language}, ${theme})`, async ({ launch, folder }) => {
    const running = await launch({ locale: language })
    const analyst = new Analyst(running, language)
    const { page } = analyst
    await analyst.createProject(projectIn(folder))
    await analyst.wear(theme)
    await page.setViewportSize({ width: 1280, height: 800 })
    await typeGraph(analyst, shop)
    await analyst.findsNoBarrier()
    await page.locator('.set').first().hover()
    await analyst.findsNoBarrier()
    for (const view of ['ui_graph_paths', 'ui_graph_view_identify', 'ui_graph_view_test'] as const) {
      await ask(analyst, view)
      const first = answers(analyst).locator('button[aria-pressed]').first()
      if ((await first.count()) > 0) await first.click()
      await analyst.findsNoBarrier()
    }
    await page.getByText(analyst.say('ui_graph_legend'), { exact: true }).click()
    await analyst.findsNoBarrier()
    for (const dialog of ['ui_design_open', 'ui_graph_export_open', 'ui_graph_import_open'] as const) {
      await analyst.button(dialog).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await analyst.findsNoBarrier()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await expect(analyst.button(dialog)).toBeFocused()
    }
    await analyst.see('ui_graph_list')
    await analyst.findsNoBarrier()
    await analyst.button('ui_graph_knowledge_add').click()
    await analyst.findsNoBarrier()
  })
}
