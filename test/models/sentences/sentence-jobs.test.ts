import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts'
import { entries } from '../../../src-main/entries.ts'
import { random } from '../../../src-main/numeric/random.ts'
import { attentionModel } from './attention-model.ts'
import { embedding, hidden, ids, mask, states, vocabulary, wordPiece, writeFolder } from './tiny-models.ts'

const root = mkdtempSync(join(tmpdir(), 'sentence-jobs-'))
const tokenizer = { 'tokenizer.json': wordPiece() }
const folder = join(root, 'model')
const items = join(root, 'items.csv')
const request = { folder, table: { path: items }, map: { item: 'item', text: ['title'] } }

beforeAll(() => {
  writeFolder(folder, { ...tokenizer, 'onnx/model.onnx': attentionModel('batch', 'length') })
  const source = random(3, 'titles')
  const words = vocabulary.slice(5, 16).filter((word) => !word.startsWith('##'))
  const titles = Array.from({ length: 3000 }, () =>
    Array.from({ length: 1 + source.integer(20) }, () => words[source.integer(words.length)]).join(' '),
  )
  writeFileSync(items, `item,title\n${titles.map((title, at) => `i${at},${title}`).join('\n')}\n`)
})
afterAll(() => rmSync(root, { recursive: true }))

async function withEngine<Result>(
  threads: number,
  action: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const engine = createEngine({ ...entries, threads })
  try {
    return await action(engine)
  } finally {
    await engine.close()
  }
}

test('three thousand texts give the same bits on one thread and on three, and a model begins with them', async () => {
  const [one, three] = [join(root, 'one.csv'), join(root, 'three.csv')]
  const alone = await withEngine(1, (engine) =>
    engine.request('models.itemSentenceVectors', { ...request, save: one }),
  )
  const trained = await withEngine(3, async (engine) => {
    const among = await engine.request('models.itemSentenceVectors', { ...request, save: three })
    expect(among.origin.vectors).toBe(alone.origin.vectors)
    expect(among.protocol).toMatchObject({ with: { items: 3000 } })
    const log = { user: [] as string[], item: [] as string[], time: [] as number[] }
    for (let at = 0; at < 120; at++) {
      log.user.push(`u${at % 20}`)
      log.item.push(`i${(at * 7) % 40}`)
      log.time.push(at)
    }
    return await engine.request('models.train', {
      ...{
        table: { columns: log },
        map: { user: 'user', item: 'item', time: 'time' },
        model: 'gru',
        epochs: 1,
      },
      ...{ options: { hidden: 8 }, itemVectors: { path: three } },
    })
  })
  expect(readFileSync(three)).toEqual(readFileSync(one))
  expect(trained.options.width).toBe(hidden)
})

describe('a model that takes long', () => {
  /** Forty products with a square matrix: a batch takes a second. */
  const slow = () => {
    const side = 512
    const outputs = Array.from({ length: 40 }, (_, at) => `x${at + 1}`)
    const wide = { name: 'wide', shape: [hidden, side], values: new Float32Array(hidden * side).fill(0.01) }
    const square = {
      name: 'square',
      shape: [side, side],
      values: new Float32Array(side * side).fill(1 / side),
    }
    return {
      inputs: [ids, mask],
      outputs: [{ ...states, shape: ['batch', 'length', side] }],
      nodes: [
        { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['tokens'] },
        { operator: 'MatMul', inputs: ['tokens', 'wide'], outputs: ['x0'] },
        ...outputs.map((name, at) => ({ operator: 'MatMul', inputs: [`x${at}`, 'square'], outputs: [name] })),
        { operator: 'Identity', inputs: ['x40'], outputs: ['last_hidden_state'] },
      ],
      tensors: [embedding, wide, square],
    }
  }

  test('tells how far it is, ends within a second of being cancelled, and leaves nothing', async () => {
    const save = join(root, 'cancelled.csv')
    const asked = {
      ...request,
      folder: writeFolder(join(root, 'slow'), { ...tokenizer, 'model.onnx': slow() }),
      save,
    }
    await withEngine(2, async (engine) => {
      const told: number[] = []
      let cancelledAt = 0
      const cancel = new AbortController()
      const onProgress = (fraction: number) => {
        told.push(fraction)
        if (fraction < 0.18 || cancelledAt > 0) return
        cancelledAt = performance.now()
        cancel.abort()
      }
      const hooks = { onProgress, signal: cancel.signal }
      await expect(engine.request('models.itemSentenceVectors', asked, hooks)).rejects.toMatchObject({
        code: 'CANCELLED',
      })
      expect(performance.now() - cancelledAt).toBeLessThan(1000)
      expect(told.length).toBeGreaterThan(2)
      expect(told).toEqual([...told].sort((a, b) => a - b))
      expect(existsSync(save)).toBe(false)
    })
  })
})

test('the command line makes vectors, says what a folder holds, and refuses one without a model', () => {
  const save = join(root, 'by-command.csv')
  const run = (...words: string[]) =>
    spawnSync(process.execPath, ['src-main/cli.ts', 'models', ...words], { encoding: 'utf8' })
  const flags = ['--folder', folder, '--table', items, '--map', '{"item":"item","text":["title"]}']
  const made = run('item-sentence-vectors', ...flags, '--pooling', 'cls', '--width', '8', '--save', save)
  expect(made.stderr).not.toMatch(/error|warn/i)
  expect(made.status).toBe(0)
  expect(JSON.parse(made.stdout)).toMatchObject({ width: hidden, saved: save, model: { pooling: ['cls'] } })
  expect(readFileSync(save, 'utf8').split('\n')).toHaveLength(3002)
  const refused = run('inspect-sentence-model', '--folder', root)
  expect(refused.status).toBe(1)
  expect(refused.stderr).toContain('ONNX')
})
