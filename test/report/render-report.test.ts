import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { locales } from '../../src-main/contract/messages.ts'
import type { MessageKey } from '../../src-main/contract/words.ts'
import { compareEstimates } from '../../src-main/effects/panel/compare-estimates.ts'
import { renderReport } from '../../src-main/report/render-report.ts'
import type { ReportInput } from '../../src-main/report/report-input.ts'
import { sampleReport } from './sample-report.ts'

let input: ReportInput
beforeAll(async () => {
  input = await sampleReport(1500)
})

describe.each(locales)('a report in %s', (locale) => {
  test('needs nothing but itself: no scripts, no addresses, its one style allowed by hash', () => {
    const document = renderReport(input, locale)
    expect(document).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\(|\son\w+=|\sstyle=/i)
    expect(document.match(/(?:https?:)?\/\/[\w.]+/g) ?? []).toEqual([])
    const style = /<style>([\s\S]*?)<\/style>/.exec(document)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
    expect(document).toContain(`content="${policy.replaceAll("'", '&#39;')}"`)
    expect(document).toContain(`<html lang="${locale}">`)
  })

  test('has the parts asked for, in the order asked for, each once', () => {
    const document = renderReport({ ...input, parts: ['effects', 'data', 'effects', 'settings'] }, locale)
    const ids = [...document.matchAll(/<section id="(\w+)"/g)].map((match) => match[1])
    expect(ids).toEqual(['effects', 'data', 'settings'])
    const linked = [...document.matchAll(/<a href="#(\w+)"/g)].map((match) => match[1])
    expect(linked).toEqual(ids)
  })

  test('shows the sequence models with their metrics, settings and weights', () => {
    const document = renderReport({ ...input, parts: ['behaviour'] }, locale)
    for (const part of ['Next item', 'NDCG@10', '0.0581', '0.1264', 'width 16, rate 0.003', 'c0ffee']) {
      expect(document).toContain(part)
    }
    const without = renderReport({ ...input, parts: ['behaviour'], models: [] }, locale)
    expect(without).not.toContain('NDCG@10')
  })

  test('says everything in words and figures, and nothing as undefined or NaN', () => {
    const document = renderReport(input, locale)
    const visible = document.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]*>/g, ' ')
    expect(visible).not.toMatch(/undefined|NaN|\[object|null\b|Infinity|report_|explain_/)
    for (const estimate of input.analysis?.estimates ?? []) {
      expect(document).toContain(estimate.provenance.dataHash.slice(0, 16))
    }
    expect(visible).toContain('bargain-hunter')
  })

  test('is well nested', () => {
    const open: string[] = []
    const body = renderReport(input, locale).replace(/<style>[\s\S]*?<\/style>/, '')
    for (const [, closing, name, selfClosed] of body.matchAll(/<(\/?)([a-zA-Z][\w]*)[^>]*?(\/?)>/g)) {
      if (selfClosed === '/' || name === 'meta') continue
      if (closing === '') open.push(name)
      else expect(open.pop()).toBe(name)
    }
    expect(open).toEqual([])
  })
})

test('says whether the methods agree, where that was asked', () => {
  const { analysis } = input
  if (analysis === null) throw new Error('the sample has an analysis')
  const comparison = compareEstimates(analysis.estimates)
  expect(comparison.pairs.length).toBeGreaterThan(0)
  const asked = renderReport({ ...input, analysis: { ...analysis, comparison } }, 'en')
  expect(asked).toContain('methods that answer the same question agree')
  expect(asked).toContain('a disagreement may go unnoticed')
  expect(renderReport(input, 'en')).not.toContain('methods that answer the same question')
})

test('effects on a chance are in percentage points, and nothing is called by the name of the contract', () => {
  const document = renderReport({ ...input, parts: ['effects'] }, 'en')
  expect(document).toContain('Estimate, points')
  expect(document).toContain('in percentage points, with 95% interval')
  expect(document).toContain('Inverse propensity weighting')
  const text = document.replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ')
  expect(text).not.toMatch(/\bdr_learner\b|\bcausal_forest\b|\bplacebo_treatment\b/)
})

test('the rule of whom to treat is drawn, and what it brings is told', () => {
  const document = renderReport(input, 'en')
  const trees = [...document.matchAll(/<svg class="chart tree"[\s\S]*?<\/svg>/g)].map(([tree]) => tree)
  expect(trees).toHaveLength(2)
  for (const { arm } of input.followUps?.policy?.leaves ?? []) expect(trees[1]).toContain(`Give ${arm}`)
})

test('a p-value that an earlier version kept as a bare 0 is told as one below a thousandth', () => {
  const { analysis } = input
  if (analysis === null) throw new Error('the sample has an analysis')
  const [first, ...rest] = analysis.estimates
  const message = { words: 'warning_pretrend', with: { p: '0' } } as const
  const warned = { ...first, warnings: [{ code: 'PRETREND', message }] }
  const document = renderReport({ ...input, analysis: { ...analysis, estimates: [warned, ...rest] } }, 'en')
  expect(document).toContain('(p &lt; 0.001)')
})

test('every figure says how it was made', () => {
  const document = renderReport(input, 'en')
  const figures = [...document.matchAll(/<figure>([\s\S]*?)<\/figure>/g)].map((match) => match[1])
  expect(figures.length).toBeGreaterThanOrEqual(7)
  for (const figure of figures) expect(figure).toContain('How this was made:')
})

test('every text of the input is text in the document, whatever it holds', () => {
  const attack = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;`
  const document = renderReport(poisoned(input, attack), 'en')
  expect(document).not.toContain('<script')
  expect(document).not.toContain('<img')
  expect(document).not.toMatch(/="[^"]*"'>/)
  expect(document.split('&lt;script&gt;alert(1)&lt;/script&gt;').length).toBeGreaterThan(80)
})

test('parts that were not asked for are left out, and empty ones say so', () => {
  const empty: ReportInput = {
    ...input,
    sources: [],
    behaviour: null,
    table: null,
    graph: null,
    analysis: null,
    recommendations: null,
    truth: null,
  }
  const document = renderReport(empty, 'en')
  for (const sentence of [
    'Nothing has been imported.',
    'No graph has been drawn.',
    'Nothing has been estimated yet.',
  ]) {
    expect(document).toContain(sentence)
  }
  const short = renderReport({ ...input, parts: ['effects'] }, 'en')
  expect(short).toContain('<section id="effects">')
  expect(short).not.toContain('<section id="data">')
})

test('what is out of date says so', () => {
  if (input.analysis === null) throw new Error('the sample is analysed')
  const stale = { ...input, analysis: { ...input.analysis, stale: true } }
  expect(renderReport(stale, 'en')).toContain('Out of date')
  expect(renderReport(input, 'en')).not.toContain('Out of date')
})

test('the same input gives the same bytes', () => {
  expect(renderReport(input, 'zh-CN')).toBe(renderReport(input, 'zh-CN'))
})

/** The input with every free text replaced; keys of messages, roles and methods are the product's own. */
function poisoned(value: ReportInput, attack: string): ReportInput {
  const fixed = new Set([
    'words',
    'method',
    'kind',
    'role',
    'target',
    'verdict',
    'model',
    'from',
    'parts',
    'measure',
    'period',
    'sessionsFrom',
    'standardErrors',
  ])
  const walk = (part: unknown, key: string): unknown => {
    if (typeof part === 'string') return fixed.has(key) ? part : `${attack}${part}`
    if (Array.isArray(part)) return part.map((item) => walk(item, key))
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(
      Object.entries(part as Record<string, unknown>).map(([name, inner]) => [
        name,
        name === 'words'
          ? (inner as MessageKey)
          : walk(inner, key === 'refutations' && name === 'name' ? 'kind' : name),
      ]),
    )
  }
  return walk(value, '') as ReportInput
}

test('the reasons of arrows and of missing arrows are printed, and escaped', () => {
  if (input.graph === null) throw new Error('the sample has a graph')
  const [first, ...rest] = input.graph.graph.edges
  const graph = {
    ...input.graph.graph,
    edges: [{ ...first, author: 'Ana', reason: 'told by the <shop>', confidence: 0.8 }, ...rest],
    absent: [{ from: 'views', to: 'offered', reason: 'never looked at' }],
  }
  const page = renderReport({ ...input, graph: { ...input.graph, graph } }, 'en')
  expect(page).toContain('told by the &lt;shop&gt;')
  expect(page).toContain('80%')
  expect(page).toContain('no arrow between views and offered')
  expect(renderReport(input, 'en')).not.toContain('Why it is drawn so')
})
