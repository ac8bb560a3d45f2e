import { describe, expect, it } from 'vitest'
import type { EstimateRequest } from '../../src-main/contract/effects.ts'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { tableOf } from './tables.ts'

const question: EstimateRequest = {
  treatment: 'voucher',
  outcome: 'spent',
  method: 'difference_in_means',
  adjustFor: [],
}

describe('where nobody says which arm is the treated one', () => {
  it.each([
    ['ja', 'nein'],
    ['ad', 'psa'],
    ['test', 'control'],
    ['发券', '未发券'],
    ['1', '0'],
  ])('%s is compared with %s, whatever the order of their names', (treated, control) => {
    const voucher = Array.from({ length: 40 }, (_, row) => (row % 2 ? treated : control))
    const spent = voucher.map((arm, row) => (arm === treated ? 5 : 0) + (row % 7))
    const found = estimateEffect(tableOf({ voucher, spent }), question)
    expect(found.arms).toEqual({ treated, control })
    expect(found.estimate).toBeGreaterThan(4)
  })

  it('of several the last is compared with the one without, and a chosen one stays', () => {
    const arms = ['Mens E-Mail', 'No E-Mail', 'Womens E-Mail']
    const voucher = Array.from({ length: 60 }, (_, row) => arms[row % 3])
    const spent = voucher.map((_, row) => row % 11)
    const armsOf = (chosen: Partial<EstimateRequest>) =>
      estimateEffect(tableOf({ voucher, spent }), { ...question, ...chosen }).arms
    expect(armsOf({})).toEqual({ treated: 'Womens E-Mail', control: 'No E-Mail' })
    expect(armsOf({ treated: 'Mens E-Mail' })).toEqual({ treated: 'Mens E-Mail', control: 'No E-Mail' })
    expect(armsOf({ treated: 'No E-Mail' })).toEqual({ treated: 'No E-Mail', control: 'Mens E-Mail' })
    expect(armsOf({ control: 'Womens E-Mail' })).toMatchObject({ control: 'Womens E-Mail' })
  })
})
