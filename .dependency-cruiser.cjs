/** Imports run downward only (ARCHITECTURE.md). Each layer may import those written before it. */
const domains = [
  'ingest',
  'behaviour',
  'graph',
  'discovery',
  'effects',
  'sem',
  'models',
  'recommend',
  'explain',
  'report',
]

const below = (layer, allowed) => ({
  name: `${layer}-imports-downward`,
  comment: `src-main/${layer} may import ${allowed.join(', ')} only`,
  severity: 'error',
  from: { path: `^src-main/${layer}/` },
  to: { path: '^src-', pathNot: [...allowed, layer].map((name) => `^src-main/${name}/`) },
})

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'a formula draws the formulas within it',
      severity: 'error',
      from: { pathNot: '^src-renderer/graph/FormulaPart\\.svelte$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^electron$', '^svelte/internal'] },
    },
    below('contract', []),
    below('numeric', ['contract']),
    below('simulate', ['contract', 'numeric']),
    ...domains.map((domain, index) => below(domain, ['contract', 'numeric', ...domains.slice(0, index)])),
    below('store', ['contract', 'numeric']),
    below('engine', ['contract', 'numeric', 'store', 'simulate', ...domains]),
    below('cli', ['contract', 'engine']),
    {
      name: 'domains-know-no-platform',
      comment: 'Only ingest and graph/read-graph.ts read files; no domain knows SQL, threads or Electron',
      severity: 'error',
      from: {
        path: `^src-main/(${domains.filter((name) => name !== 'ingest').join('|')}|numeric|contract|simulate)/`,
        pathNot: '^src-main/graph/read-graph',
      },
      to: { path: '^(better-sqlite3|electron|worker_threads|fs|node:fs)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-desktop-knows-electron',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/(desktop/|main\\.ts|preload(-compute)?\\.ts)' },
      to: { path: '(^|/)electron($|/)', dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'only-store-knows-sql',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/store/' },
      to: { path: 'better-sqlite3' },
    },
    {
      name: 'window-imports-types-of-the-contract',
      comment: 'The window gets types from contract and compiled messages; nothing of the engine runs there',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/', pathNot: '^src-main/contract/' },
    },
    {
      name: 'window-runs-none-of-the-contract',
      comment: 'but the list of places',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/contract/', pathNot: 'contract/places', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'compute-window-imports-models',
      comment:
        'The page of the compute window gets models, numeric and contract; nothing of the engine runs there',
      severity: 'error',
      from: { path: '^src-compute/' },
      to: { path: '^src-', pathNot: '^src-(compute|main/(contract|numeric|models))/' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^src-' },
      to: { path: '^(test|stand-in)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'messages/compiled'] },
    exclude: { path: ['^out/', '^messages/compiled/'] },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.svelte', '.json'],
      conditionNames: ['import', 'node', 'svelte', 'default'],
    },
  },
}
