import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { skeleton } from './src-renderer/frame/skeleton.ts'

const at = (path: string) => resolve(import.meta.dirname, path)

/** Built files lie flat beside each other, so that an entry finds the others by its own address. */
const flat = { entryFileNames: '[name].js', chunkFileNames: 'part-[name]-[hash].js' }

/** The page of the compute window as it is, beside its script: its folder is not the window's. */
function computePage(): Plugin {
  return {
    name: 'compute-page',
    generateBundle() {
      const source = readFileSync(at('src-compute/compute.html'), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'compute.html', source })
    },
  }
}

const firstStyles = ['tokens', 'base', 'skeleton'].map((name) => at(`src-renderer/styles/${name}.css`))

/**
 * The skeleton in the page of the window, with the styles that it needs beside it; every other file is asked for after it, so
 * that it is painted before any of them has come.
 */
function skeletonFirst(): Plugin {
  return {
    name: 'skeleton-first',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const styles = firstStyles.map((path) => withoutWords(readFileSync(path, 'utf8')))
        const later =
          html.match(/^ *<(script type="module"|link rel="(modulepreload|stylesheet)").*\n/gm) ?? []
        return later
          .reduce((rest, each) => rest.replace(each, ''), html)
          .replace('<!-- first style -->', `<style>${styles.join('')}</style>`)
          .replace('<!-- skeleton -->', skeleton)
          .replace('  </body>', `${later.join('')}  </body>`)
      },
    },
  }
}

/** A style sheet without comments and spaces that mean nothing. */
function withoutWords(css: string): string {
  return css.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/\s+/g, ' ')
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          'engine-process': at('src-main/engine-process.ts'),
          worker: at('src-main/worker.ts'),
          'storage-thread': at('src-main/storage-thread.ts'),
        },
        output: { format: 'es', ...flat },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          preload: at('src-main/preload.ts'),
          'preload-compute': at('src-main/preload-compute.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [svelte(), computePage(), skeletonFirst()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // Everything is a file of its own: the page's policy admits no inline script, and no data: script.
      assetsInlineLimit: 0,
      minify: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: at('src-renderer/index.html'), compute: at('src-compute/compute.ts') },
        output: {
          entryFileNames: ({ name }) => (name === 'compute' ? 'compute.js' : 'assets/[name]-[hash].js'),
        },
      },
    },
  },
})
