import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asSource, compileKernels, kernelSets } from './compile-kernels.ts'

test.each(kernelSets)('building $name again gives the bytes that are checked in', (set) => {
  expect(asSource(compileKernels(set))).toBe(readFileSync(join(set.folder, 'kernel-bytes.ts'), 'utf8'))
})
