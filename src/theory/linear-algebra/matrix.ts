/** A matrix seen in an array by its strides: a transpose, or a part of another matrix, is a view of the same numbers. */
export interface Matrix {
  readonly values: Float64Array;
  /** Where element (0, 0) is. */
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The whole of a row-major array. @param values rows × columns of them */
export function matrix(values: Float64Array, rows: number, columns: number): Matrix {
  return { values, offset: 0, rows, columns, rowStride: columns, columnStride: 1 };
}

export function transposed({ values, offset, rows, columns, rowStride, columnStride }: Matrix): Matrix {
  return {
    values,
    offset,
    rows: columns,
    columns: rows,
    rowStride: columnStride,
    columnStride: rowStride,
  };
}

/** `rows` rows from `row` on, of `columns` columns from `column` on. */
export function part(of: Matrix, row: number, column: number, rows: number, columns: number): Matrix {
  return { ...of, offset: of.offset + row * of.rowStride + column * of.columnStride, rows, columns };
}

/** A · x. */
export function apply(a: Matrix, x: Float64Array): Float64Array {
  const { values, offset, rows, columns, rowStride, columnStride } = a;
  const result = new Float64Array(rows);
  if (columnStride < rowStride) {
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0, at = offset + i * rowStride; j < columns; j++, at += columnStride)
        sum += values[at] * x[j];
      result[i] = sum;
    }
  } else {
    for (let j = 0; j < columns; j++) {
      const factor = x[j];
      for (let i = 0, at = offset + j * columnStride; i < rows; i++, at += rowStride)
        result[i] += values[at] * factor;
    }
  }
  return result;
}
