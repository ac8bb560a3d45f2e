/**
 * From a jump in the table of events to the rows of that place on the screen, at random places (seed 1). The baseline is
 * the engine asked for a page of those rows, with no window drawing them. Needs `npm run build`.
 * `node test/bench/window-table.ts [events]`
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import { random } from '../../src-main/numeric/random.ts'
import { electronBinary } from '../../stand-in/electron-binary.ts'
import { Analyst, madeUpLog, projectIn } from '../window/analyst.ts'
import { expect, start } from '../window/fixtures.ts'

const events = Number(process.argv[2] ?? 1_000_000)
const jumps = 40
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
const running = await start(electronBinary() === null ? 'stand-in' : 'electron', folder, {})
try {
  const analyst = new Analyst(running)
  const { page } = analyst
  const log = join(folder, 'events.csv')
  writeFileSync(log, madeUpLog(events, events + 1))
  await analyst.createProject(projectIn(folder))
  await analyst.wizardTo('import', log)
  await page
    .locator('form')
    .getByRole('button', { name: analyst.say('ui_wizard_start') })
    .click()
  await expect(analyst.button('ui_wizard_see_events')).toBeVisible({ timeout: 600_000 })
  await analyst.button('ui_wizard_see_events').click()
  const table = page.getByRole('region', { name: analyst.say('ui_data_events'), exact: true })
  await expect(table.getByRole('row').nth(5)).toBeVisible()
  const draw = random(1)
  const places = Array.from({ length: jumps }, () => draw.uniform())

  const plain: number[] = []
  for (const place of places) {
    const offset = Math.floor(place * (events - 200))
    plain.push(
      await page.evaluate(async (from) => {
        const { antecedent } = window as never as { antecedent: AntecedentBridge }
        const begun = performance.now()
        await antecedent.request(1_000_000 + from, 'data.events', { offset: from, limit: 200 })
        return performance.now() - begun
      }, offset),
    )
  }
  const shown: number[] = []
  for (const place of [...places].reverse()) {
    shown.push(
      await table.evaluate(async (box, share) => {
        const begun = performance.now()
        box.scrollTop = share * (box.scrollHeight - box.clientHeight)
        // The scroll is heard in the next frame; its rows are there when none waits any more.
        do await new Promise((resolve) => requestAnimationFrame(resolve))
        while (box.querySelector('.wait') !== null)
        return performance.now() - begun
      }, place),
    )
  }
  const baseline = median(plain)
  console.log(
    `a page of 200 rows of ${events.toLocaleString('en')}  median ${baseline.toFixed(1)} ms, longest ${Math.max(...plain).toFixed(1)} ms`,
  )
  console.log(
    `jump until its rows are drawn      median ${median(shown).toFixed(1)} ms, ${(median(shown) / baseline).toFixed(2)} × the page alone; longest ${Math.max(...shown).toFixed(1)} ms`,
  )
} finally {
  await running.quit()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)]!
}
