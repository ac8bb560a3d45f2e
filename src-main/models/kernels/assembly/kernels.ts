/** What the WebAssembly module exports. */
export { adam } from './adam'
export { dropout } from './dropout'
export { add, addRows, copy, fill, rectify, rectifyBackward, repeatRow } from './elementwise'
export { gatherRows, scatterRows } from './embedding'
export { layerNormBackward, layerNormForward } from './layer-norm'
export { matrixProduct, packTransposed } from './matrix-product'
export { gruBackward, gruForward, lstmBackward, lstmForward, tanhBackward, tanhForward } from './recurrent'
export { attentionWeights, attentionWeightsBackward, softmaxCrossEntropy } from './softmax'
