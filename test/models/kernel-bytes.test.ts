import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { asSource, compileKernels } from './compile-kernels.ts'

test('building the kernels again gives the bytes that are checked in', () => {
  const checkedIn = readFileSync(
    new URL('../../src-main/models/kernels/kernel-bytes.ts', import.meta.url),
    'utf8',
  )
  expect(asSource(compileKernels())).toBe(checkedIn)
})
