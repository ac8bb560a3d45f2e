import { join, sep } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contentType,
  fileOfAddress,
  isAppAddress,
  isRequestAllowed,
} from '../../src-main/desktop/app-files.ts'

const folder = join(sep, 'opt', 'antecedent', 'renderer')

describe('an address of the window', () => {
  it('is the file of that path', () => {
    expect(fileOfAddress('app://antecedent/index.html', folder)).toBe(join(folder, 'index.html'))
    expect(fileOfAddress('app://antecedent/assets/part-a1.js?x=1#y', folder)).toBe(
      join(folder, 'assets', 'part-a1.js'),
    )
    expect(fileOfAddress('app://antecedent/%E5%9B%BE.svg', folder)).toBe(join(folder, '图.svg'))
  })

  it.each([
    'app://antecedent/../secret.html',
    'app://antecedent/%2e%2e/secret.html',
    'app://antecedent/..%2fsecret.html',
    'app://antecedent/assets/..%2f..%2fsecret.html',
    'app://antecedent/..%5csecret.html',
    'app://antecedent/%00.html',
    'app://antecedent/%.html',
  ])('never leads out of the folder: %s', (address) => {
    const file = fileOfAddress(address, folder)
    expect(file === null || file.startsWith(folder + sep)).toBe(true)
    if (address.includes('%2f') || address.includes('%5c') || address.includes('%00')) expect(file).toBeNull()
  })

  it('never leads out of the folder, whatever the path', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '/',
      '%2f',
      '\\',
      '%5c',
      'a',
      '%00',
      '.html',
      ':',
      '?',
      '#',
      '%25',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const file = fileOfAddress(`app://antecedent/${parts.join('')}.js`, folder)
        expect(file === null || file.startsWith(folder + sep)).toBe(true)
      }),
      { seed: 20, numRuns: 2000 },
    )
  })

  it.each(['app://other/index.html', 'https://antecedent/index.html', 'file:///index.html', 'no address'])(
    'is none on another host or scheme: %s',
    (address) => {
      expect(fileOfAddress(address, folder)).toBeNull()
      expect(isAppAddress(address)).toBe(false)
    },
  )

  it('is none for a kind of file that the product does not have', () => {
    expect(fileOfAddress('app://antecedent/settings', folder)).toBeNull()
    expect(fileOfAddress('app://antecedent/project.antecedent', folder)).toBeNull()
    expect(contentType('a.wasm')).toBe('application/wasm')
  })
})

describe('a request of a page', () => {
  it.each(['app://antecedent/a.js', 'data:image/png;base64,', 'blob:app://antecedent/1', 'print://one/'])(
    'may be for %s',
    (address) => expect(isRequestAllowed(address)).toBe(true),
  )

  it.each([
    'https://example.org/',
    'http://127.0.0.1/',
    'ws://localhost/',
    'file:///etc/passwd',
    'app://other/',
    'ftp://a/',
    '',
  ])('may not be for “%s”', (address) => expect(isRequestAllowed(address)).toBe(false))
})
