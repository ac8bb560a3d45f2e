import { describe, expect, it } from 'vitest'
import { dialogPurposes } from '../../src-main/contract/bridge.ts'
import { projectIn } from '../../src-main/desktop/command-line.ts'
import { fileKinds, withExtension } from '../../src-main/desktop/file-kinds.ts'

describe('a file to be written', () => {
  it('ends as its kind does', () => {
    expect(withExtension('shop', ['antecedent'])).toBe('shop.antecedent')
    expect(withExtension('shop.v2', ['csv'])).toBe('shop.v2.csv')
    expect(withExtension('SHOP.CSV', ['csv'])).toBe('SHOP.CSV')
    expect(withExtension('g.dot', ['json', 'dot'])).toBe('g.dot')
  })

  it('has a kind for every purpose but folders', () => {
    for (const purpose of [...dialogPurposes.open, ...dialogPurposes.save]) {
      if (purpose === 'folder') continue
      expect(fileKinds[purpose].extensions.length).toBeGreaterThan(0)
    }
  })
})

describe('a command line', () => {
  it('asks for the last project that it names', () => {
    expect(projectIn(['--user-data-dir=/x.antecedent', 'a.antecedent', 'b.Antecedent', '--flag'])).toBe(
      'b.Antecedent',
    )
    expect(projectIn(['.', 'log.csv'])).toBeNull()
  })
})
