/** What the WebAssembly module exports. */
export { addProducts } from './products'
