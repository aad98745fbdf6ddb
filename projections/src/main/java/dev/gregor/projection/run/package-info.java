/** Read models at work: which builds run in this process, started, changed, replaced and deleted as is agreed. Internal; not for users. */
@NullMarked
package dev.gregor.projection.run;

import org.jspecify.annotations.NullMarked;
