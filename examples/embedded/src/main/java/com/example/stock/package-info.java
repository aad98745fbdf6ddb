/** What a warehouse has of each item, and who was sent it. */
@NullMarked
package com.example.stock;

import org.jspecify.annotations.NullMarked;
