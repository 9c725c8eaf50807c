import { z } from "zod";

type Bare<Field> = Field extends z.ZodDefault<infer Inner> ? Inner : Field;

type Overrides<Shape> = z.ZodObject<
  { [Key in keyof Shape]: z.ZodOptional<Extract<Bare<Shape[Key]>, z.ZodType>> },
  z.core.$strict
>;

/** The schema of what may differ from an object: every key optional, and no defaults (`.partial()` keeps those). */
export function overrides<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>): Overrides<Shape> {
  const fields = Object.entries(schema.shape).map(([key, field]) => {
    const bare = (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType;
    const description = (field as z.ZodType).description;
    return [key, description === undefined ? bare.optional() : bare.optional().describe(description)];
  });
  return z.strictObject(Object.fromEntries(fields)) as unknown as Overrides<Shape>;
}
