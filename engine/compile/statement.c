/* SPDX-License-Identifier: BSD-2-Clause */
/* Taking statements: checked, and given to the adder. */
#include "base/error.h"
#include "compile/batch.h"
#include "compile/compiler.h"

static tamis_status check_arguments(const tamis_compiler *compiler,
                                    uint32_t feed_id,
                                    const tamis_statement *statement,
                                    tamis_error *error)
{
    TRY(compiler_check(compiler, error));
    if (feed_id >= compiler->feeds.count)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "no feed has the number %u; declare it with "
                         "tamis_compiler_add_feed()",
                         feed_id);
    if (statement->struct_size < sizeof *statement)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a statement of %zu bytes; begin with "
                         "TAMIS_STATEMENT_INIT",
                         statement->struct_size);
    if (statement->action > TAMIS_ACTION_WARN)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a statement has the action %u; LIST, ALLOW and "
                         "WARN are known",
                         statement->action);
    return TAMIS_OK;
}

static tamis_status put(tamis_compiler *compiler,
                        const struct batch_input *input, tamis_error *error)
{
    tamis_status status = adder_put(compiler->adder, input);

    return status < 0 ? compiler_break(compiler, status, error) : TAMIS_OK;
}

static tamis_status put_one(tamis_compiler *compiler, uint32_t feed_id,
                            const tamis_statement *statement,
                            tamis_reason reason, tamis_error *error)
{
    const tamis_statement_value value = {statement->value, statement->line,
                                         statement->offset, statement->mode, 0};
    const struct batch_input input = {statement, feed_id, reason, &value, 1};

    return put(compiler, &input, error);
}

tamis_status tamis_compiler_add(tamis_compiler *compiler, uint32_t feed_id,
                                const tamis_statement *statement,
                                tamis_error *error)
{
    TRY(check_arguments(compiler, feed_id, statement, error));
    return put_one(compiler, feed_id, statement, TAMIS_REASON_NONE, error);
}

tamis_status tamis_compiler_add_values(tamis_compiler *compiler,
                                       uint32_t feed_id,
                                       const tamis_statement *common,
                                       const tamis_statement_value *values,
                                       size_t count, tamis_error *error)
{
    const struct batch_input input = {common, feed_id, TAMIS_REASON_NONE,
                                      values, count};

    TRY(check_arguments(compiler, feed_id, common, error));
    for (size_t i = 0; i < count; i++)
        if (values[i].reserved)
            return error_set(error, TAMIS_ERROR_ARGUMENT,
                             "tamis_compiler_add_values() got a value whose "
                             "reserved bytes are not 0");
    return put(compiler, &input, error);
}

tamis_status tamis_compiler_reject(tamis_compiler *compiler, uint32_t feed_id,
                                   const tamis_statement *statement,
                                   tamis_reason reason, tamis_error *error)
{
    TRY(check_arguments(compiler, feed_id, statement, error));
    if (reason == TAMIS_REASON_NONE || reason >= TAMIS_REASON_COUNT)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%u is no reason to reject a statement", reason);
    return put_one(compiler, feed_id, statement, reason, error);
}
