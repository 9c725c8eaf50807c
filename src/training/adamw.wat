;; One AdamW update over whole vectors of float32, four elements at a time, in place. Byte counts are multiples of 16.
(module
  (import "state" "memory" (memory 1 65536))

  ;; Σ x², in float64.
  (func (export "sumOfSquares") (param $x i32) (param $bytes i32) (result f64)
    (local $end i32) (local $v v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $x) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $v (v128.load (local.get $x)))
        (local.set $low (f64x2.add (local.get $low)
          (f64x2.mul (f64x2.promote_low_f32x4 (local.get $v)) (f64x2.promote_low_f32x4 (local.get $v)))))
        (local.set $v (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $v) (local.get $v)))
        (local.set $high (f64x2.add (local.get $high)
          (f64x2.mul (f64x2.promote_low_f32x4 (local.get $v)) (f64x2.promote_low_f32x4 (local.get $v)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next)))
    (local.set $low (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))

  ;; sum += x
  (func (export "accumulate") (param $sum i32) (param $x i32) (param $bytes i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $x) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        (v128.store (local.get $sum)
          (f32x4.add (v128.load (local.get $sum)) (v128.load (local.get $x))))
        (local.set $sum (i32.add (local.get $sum) (i32.const 16)))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next))))

  ;; g = factor · gradient
  ;; mean = β₁ mean + (1 − β₁) g;  square = β₂ square + (1 − β₂) g²
  ;; parameters -= stepSize · mean / (√square + ε)
  (func (export "update")
    (param $parameters i32) (param $mean i32) (param $square i32) (param $gradient i32) (param $bytes i32)
    (param $factor f32) (param $beta1 f32) (param $rest1 f32) (param $beta2 f32) (param $rest2 f32)
    (param $stepSize f32) (param $epsilon f32)
    (local $end i32) (local $g v128) (local $m v128) (local $s v128)
    (local.set $end (i32.add (local.get $gradient) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $gradient) (local.get $end)))
        (local.set $g (f32x4.mul (v128.load (local.get $gradient)) (f32x4.splat (local.get $factor))))
        (local.set $m (f32x4.add
          (f32x4.mul (v128.load (local.get $mean)) (f32x4.splat (local.get $beta1)))
          (f32x4.mul (local.get $g) (f32x4.splat (local.get $rest1)))))
        (local.set $s (f32x4.add
          (f32x4.mul (v128.load (local.get $square)) (f32x4.splat (local.get $beta2)))
          (f32x4.mul (f32x4.mul (local.get $g) (local.get $g)) (f32x4.splat (local.get $rest2)))))
        (v128.store (local.get $mean) (local.get $m))
        (v128.store (local.get $square) (local.get $s))
        (v128.store (local.get $parameters) (f32x4.sub (v128.load (local.get $parameters))
          (f32x4.div
            (f32x4.mul (local.get $m) (f32x4.splat (local.get $stepSize)))
            (f32x4.add (f32x4.sqrt (local.get $s)) (f32x4.splat (local.get $epsilon))))))
        (local.set $parameters (i32.add (local.get $parameters) (i32.const 16)))
        (local.set $mean (i32.add (local.get $mean) (i32.const 16)))
        (local.set $square (i32.add (local.get $square) (i32.const 16)))
        (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
        (br $next)))))
