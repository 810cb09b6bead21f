@NullMarked
package dev.culvert.tun.offload;

import org.jspecify.annotations.NullMarked;
