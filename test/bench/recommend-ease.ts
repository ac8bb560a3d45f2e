import { silent } from '../../src-main/contract/monitor.ts'
import { matrix } from '../../src-main/numeric/matrix.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { random } from '../../src-main/numeric/random.ts'
import { inverseSymmetric } from '../../src-main/numeric/symmetric.ts'
import { invertSymmetric, symmetricWork } from '../../src-main/recommend/blocked-inverse.ts'

/** The inverse behind EASE, by blocks, against the plain Cholesky inverse; one thread each. */
const sizes = [500, 1000, 1682]

for (const n of sizes) {
  const source = random(1, 'gram', n)
  const work = symmetricWork(n)
  const a = matrix(n, n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = i === j ? n : source.uniform()
      work.a[i * work.size + j] = value
      a.values[j * n + i] = value
      a.values[i * n + j] = value
    }
  }
  const blocked = await seconds(() => invertSymmetric(work, silent, serial))
  const plain = await seconds(() => inverseSymmetric(a))
  const speed = (n ** 3 / blocked / 1e9).toFixed(1)
  console.log(
    `inverse of ${n} items: blocked ${blocked.toFixed(2)} s (${speed} GFLOP/s), plain ${plain.toFixed(2)} s, ratio ${(plain / blocked).toFixed(1)}`,
  )
}

async function seconds(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return (performance.now() - start) / 1000
}
