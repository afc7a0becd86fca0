package dev.drover.functions.mechanex;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of {@code PATCH /behaviors/{id}/rename}. The protocol tells no field, so several names
 * are taken.
 *
 * @param behaviorName the new name; {@code name} and {@code new_name} are the same
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "MechanexRenameRequest", description = "A behaviour's new name.")
record RenameRequest(
    @Schema(required = true, description = "`name` and `new_name` are the same.", maxLength = 200)
        @JsonAlias({"name", "new_name"})
        String behaviorName) {}
