import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { PipelineResult } from '../../src-main/contract/pipeline.ts'

const folder = mkdtempSync(join(tmpdir(), 'antecedent-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const log = '../shared/data/behaviour/rees46/events-2019-10-01.csv'

/** What `npm run demo -- …` runs, and what it wrote. */
function demo(name: string, words: readonly string[]) {
  const out = join(folder, name)
  const printed = execFileSync(process.execPath, ['src-main/cli.ts', 'demo', '--out', out, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const text = (file: string) => readFileSync(join(out, file), 'utf8')
  return {
    printed,
    report: text('report.html'),
    list: text('recommendations.csv'),
    results: JSON.parse(text('results.json')) as Results,
    out,
  }
}

interface Results {
  readonly analysis: {
    readonly estimates: PipelineResult['estimates']
    readonly failures: PipelineResult['failures']
  }
  readonly truth: PipelineResult['truth']
}

describe('the demo goes the whole way without a display', () => {
  test('on the sample shop, truth beside estimate (3,000 users, seed 1)', () => {
    const { printed, report, list, results, out } = demo('sample', ['--users', '3000'])
    const truth = results.truth!.averageEffect
    expect(printed).toContain(truth.toFixed(4))
    const of = (method: string) => results.analysis.estimates.find((estimate) => estimate.method === method)!
    const [low, high] = of('aipw').confidenceInterval
    expect(low).toBeLessThan(truth)
    expect(high).toBeGreaterThan(truth)
    expect(of('difference_in_means').confidenceInterval[0]).toBeGreaterThan(truth)
    expect(report).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
    expect(list.split('\r\n')[0]).toContain('user,rank,item')
    expect(list.split('\r\n').length).toBeGreaterThan(1000)
    expect(statSync(join(out, 'project.antecedent')).size).toBeGreaterThan(1_000_000)
  })

  test('in Chinese', () => {
    const { printed, report } = demo('chinese', ['--users', '800', '--locale', 'zh-CN'])
    expect(printed).toMatch(/真实平均效应/)
    expect(report).toContain('<html lang="zh-CN"')
  })

  test('where intent is unseen, adjusting for what was logged misses the truth (3,000 users, seed 1)', () => {
    const { printed, results } = demo('unseen', ['--users', '3000', '--variant', 'unseen'])
    expect(results.truth!.confounding!.treatment).toBeGreaterThan(0)
    expect(printed).toContain('✗')
  })

  test.runIf(existsSync(log))('on a real log, with its own columns (rees46)', () => {
    const parts = {
      user: 'user_id',
      item: 'product_id',
      type: 'event_type',
      time: 'event_time',
      session: 'user_session',
      price: 'price',
    }
    const words = Object.entries(parts).flatMap(([part, column]) => [`--${part}`, column])
    const { printed, results } = demo('rees46', ['--events', log, ...words])
    expect(results.truth).toBeNull()
    expect(results.analysis.estimates.map(({ method }) => method)).toContain('regression')
    for (const { method } of results.analysis.failures) expect(printed).toContain(method)
  })
})
