/** Parcels on their way, which docs/your-domain.md builds step by step. */
@NullMarked
package com.example.parcels;

import org.jspecify.annotations.NullMarked;
