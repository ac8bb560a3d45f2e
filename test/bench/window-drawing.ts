/**
 * Frames while a drawing of 300 variables is panned with the mouse. The baseline is a drawing of three. Needs `npm run build`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { random } from '../../src-main/numeric/random.ts'
import { electronBinary } from '../../stand-in/electron-binary.ts'
import { Analyst, projectIn } from '../window/analyst.ts'
import { expect, start } from '../window/fixtures.ts'
import { type Frames, framesDuring } from '../window/frames.ts'

const variables = Number(process.argv[2] ?? 300)
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
const running = await start(electronBinary() === null ? 'stand-in' : 'electron', folder, {})
try {
  const analyst = new Analyst(running)
  await analyst.createProject(projectIn(folder))
  await analyst.goTo('graph')
  const small = await pans(analyst, 3)
  const large = await pans(analyst, variables)
  console.log(inWords('3 variables', small))
  const ratio = large.longest / small.longest
  console.log(`${inWords(`${variables} variables`, large)}, ${ratio.toFixed(2)} × the longest gap of 3`)
} finally {
  await running.quit()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Draws a random graph (seed 1) with about one and a half arrows a variable, and pans it for two seconds. */
async function pans(analyst: Analyst, count: number): Promise<Frames> {
  const { page } = analyst
  const draw = random(1)
  const arrows = Array.from({ length: Math.floor(count * 1.5) }, () => {
    const to = 1 + draw.integer(count - 1)
    return `v${draw.integer(to)} -> v${to}`
  })
  const names = Array.from({ length: count }, (_, index) => `v${index}`)
  await analyst.see('ui_graph_text')
  await analyst
    .field('ui_graph_text_title')
    .fill(`dag { ${names.join(' ')} ${[...new Set(arrows)].join(' ')} }`)
  await analyst.button('ui_graph_text_apply').click()
  await expect(page.getByText(analyst.say('ui_graph_text_applied')).first()).toBeVisible()
  await analyst.see('ui_graph_drawing')
  await expect(page.getByRole('group', { name: /^v0$/ })).toBeVisible({ timeout: 60_000 })
  await page.waitForTimeout(2000)
  const canvas = (await page.getByTestId('svelte-flow__wrapper').boundingBox())!
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height - 12)
  await page.mouse.down()
  const frames = await framesDuring(page, async () => {
    for (let step = 0; step < 120; step += 1) {
      const angle = (step / 120) * 2 * Math.PI
      await page.mouse.move(
        canvas.x + canvas.width / 2 + 150 * Math.sin(angle),
        canvas.y + canvas.height - 12 - (150 * (1 - Math.cos(angle))) / 2,
      )
    }
  })
  await page.mouse.up()
  return frames
}

function inWords(name: string, frames: Frames): string {
  const rate = (frames.count / frames.seconds).toFixed(0)
  return `${name.padEnd(16)} ${rate} frames a second, longest gap ${frames.longest.toFixed(0)} ms`
}
