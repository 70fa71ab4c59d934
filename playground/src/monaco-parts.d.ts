/** Monaco types its public face only; the parts are imported for their effect. */
declare module 'monaco-editor/esm/vs/*'
