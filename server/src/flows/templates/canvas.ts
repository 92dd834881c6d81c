// Where nodes stand on the editor's canvas: in columns from left to right, as the talk goes on.
const COLUMN = 260;
const ROW = 140;

export const at = (column: number, row: number) => ({ x: column * COLUMN, y: row * ROW });
