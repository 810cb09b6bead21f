@NullMarked
package dev.culvert.tun;

import org.jspecify.annotations.NullMarked;
