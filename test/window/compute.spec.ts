import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AntecedentBridge } from '../../src-main/contract/bridge.ts'
import type { Request } from '../../src-main/contract/methods.ts'
import { ringLog } from '../models/shop-log.ts'
import { expect, type Running, test } from './fixtures.ts'

/**
 * Training on the graphics processor, through the hidden window that reaches it: asked for by the window, run in software
 * where there is no other adapter.
 */

const tableOf = ({ user, item, time }: ReturnType<typeof ringLog>) => ({
  columns: { who: user, what: item, when: time },
})
const small = {
  table: tableOf(ringLog(24, 9, 3)),
  map: { user: 'who', item: 'what', time: 'when' },
  model: 'rnn',
  backend: 'webgpu',
  seed: 1,
  k: [3],
  options: { width: 8, hidden: 8, length: 6, batch: 16, rate: 0.02, dropout: 0, layers: 1, patience: 1000 },
} satisfies Request<'models.train'>

interface Heard {
  readonly epochs: number
  readonly fraction: number
  readonly answer: Answered | null
}

type Answered =
  | { readonly error: { readonly code: string } }
  | {
      readonly result: {
        readonly backend: string
        readonly device: string
        readonly parity: number
        readonly history: readonly { readonly loss: number }[]
        readonly warnings: readonly string[]
      }
    }

/** Begins a request from the page; what it hears is kept there, by the request's number. */
async function begin<Name extends 'models.train' | 'models.evaluate'>(
  page: Page,
  token: number,
  params: Request<Name>,
  method = 'models.train' as Name,
): Promise<void> {
  await page.evaluate(
    ([token, params, method]) => {
      const heard = { epochs: 0, fraction: 0, answer: null as unknown }
      const page = window as never as { heard?: object[] }
      page.heard ??= []
      page.heard[token] = heard
      const { antecedent } = window as never as { antecedent: AntecedentBridge }
      void antecedent
        .request(token, method, params as never, ({ detail, fraction }) => {
          heard.fraction = fraction
          if (detail !== undefined) heard.epochs++
        })
        .then((answer) => {
          heard.answer = answer
        })
    },
    [token, params, method as string as 'models.train'] as const,
  )
}

function heard(page: Page, token: number): Promise<Heard> {
  return page.evaluate(
    (token) => (window as never as { heard: Heard[] }).heard[token],
    token,
  ) as Promise<Heard>
}

async function trained(page: Page, token: number): Promise<Answered> {
  await expect.poll(async () => (await heard(page, token)).answer !== null, { timeout: 90_000 }).toBe(true)
  return (await heard(page, token)).answer!
}

function killComputeWindow({ app }: Running): Promise<number> {
  return app.evaluate(({ BrowserWindow }) => {
    const found = BrowserWindow.getAllWindows().filter((window) =>
      window.webContents.getURL().endsWith('compute.html'),
    )
    for (const window of found) window.destroy()
    return found.length
  })
}

test('a small model learns there, and its device stands beside the others with a reason', async ({
  running,
  runtime,
}) => {
  const { page } = running
  const found = await page.evaluate(() =>
    (window as never as { antecedent: AntecedentBridge }).antecedent.request(900, 'models.backends', {}),
  )
  const webgpu = 'result' in found ? found.result.backends.find(({ backend }) => backend === 'webgpu') : null
  // The stand-in always brings an adapter in software; Electron brings what the machine has.
  test.skip(
    runtime === 'electron' && webgpu?.available !== true,
    'skipped: Electron found no graphics adapter',
  )
  expect(webgpu).toMatchObject({ available: true })
  await begin(page, 901, { ...small, epochs: 3 })
  const answer = await trained(page, 901)
  expect(answer).toMatchObject({ result: { backend: 'webgpu', device: webgpu!.device, warnings: [] } })
  if ('error' in answer) throw new Error(answer.error.code)
  expect(answer.result.parity).toBeLessThan(1e-4)
  expect(answer.result.history).toHaveLength(3)
  expect(answer.result.history[2]!.loss).toBeLessThan(answer.result.history[0]!.loss)
  expect(running.page.isClosed()).toBe(false)
})

test('a cancel stops it within a second, and the next one runs', async ({ running }) => {
  const { page } = running
  await begin(page, 910, { ...small, epochs: 10_000 })
  await expect.poll(async () => (await heard(page, 910)).epochs, { timeout: 90_000 }).toBeGreaterThan(0)
  const milliseconds = await page.evaluate(async () => {
    const started = performance.now()
    const { antecedent, heard } = window as never as { antecedent: AntecedentBridge; heard: Heard[] }
    antecedent.cancel(910)
    while (heard[910]!.answer === null) await new Promise((resolve) => setTimeout(resolve, 5))
    return performance.now() - started
  })
  expect(await trained(page, 910)).toMatchObject({ error: { code: 'CANCELLED' } })
  expect(milliseconds).toBeLessThan(1000)
  await begin(page, 911, { ...small, epochs: 1 })
  expect(await trained(page, 911)).toMatchObject({ result: { backend: 'webgpu', warnings: [] } })
})

test('its window dies in the middle: training goes on from the last whole epoch and says so', async ({
  running,
}) => {
  const { page } = running
  const epochs = 400
  await begin(page, 920, { ...small, epochs })
  await expect.poll(async () => (await heard(page, 920)).epochs, { timeout: 90_000 }).toBeGreaterThan(1)
  expect(await killComputeWindow(running)).toBe(1)
  const answer = await trained(page, 920)
  if ('error' in answer) throw new Error(answer.error.code)
  expect(answer.result.history).toHaveLength(epochs)
  expect(answer.result.warnings[0]).toMatch(/graphics processor stopped in epoch \d+/)
})

test('its window dies while a model is asked: the processor answers the rest and says so', async ({
  running,
  folder,
}) => {
  const { page } = running
  const path = join(folder, 'model.safetensors')
  await begin(page, 930, { ...small, backend: 'wasm', epochs: 1, save: path })
  await trained(page, 930)
  const { table, map, backend } = { ...small, table: tableOf(ringLog(2500, 9, 4)) }
  await begin(page, 931, { table, map, backend, path, k: [3] }, 'models.evaluate')
  const fraction = async () => (await heard(page, 931)).fraction
  await expect.poll(fraction, { timeout: 90_000, intervals: [50] }).toBeGreaterThan(0)
  expect(await killComputeWindow(running)).toBe(1)
  const answer = await trained(page, 931)
  if ('error' in answer) throw new Error(answer.error.code)
  expect(answer.result).toMatchObject({ backend: 'webgpu' })
  expect(answer.result.warnings[0]).toMatch(/graphics processor stopped on the way/)
})

test('the last window is closed while a model trains there: the program ends', async ({ running }) => {
  const { app, page } = running
  await begin(page, 940, { ...small, epochs: 10_000 })
  await expect.poll(async () => (await heard(page, 940)).epochs, { timeout: 90_000 }).toBeGreaterThan(0)
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close())
  await ended
})
