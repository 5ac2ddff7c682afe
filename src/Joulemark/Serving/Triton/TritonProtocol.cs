using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Counters;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Triton;

/// <summary>
/// Triton's generate extension (triton-inference-server/server, <c>docs/protocol/extension_generate.md</c> at 0bd93bc),
/// <c>/v2/models/NAME/generate_stream</c>, with TensorRT-LLM or another backend for language models. Most say nothing of tokens: then the local tokenizer counts.
/// </summary>
/// <param name="spec">The system under test.</param>
internal sealed class TritonProtocol(ServerSpec spec) : IServerProtocol
{
    private readonly ExtraBody? _extra = ExtraBody.Parse(spec.Body);
    private Uri? _endpoint;
    private TritonFields? _fields;
    private bool? _accumulates;
    private CounterSource? _counters;

    public ReplyFormat Format => ReplyFormat.ServerSentEvents;

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        var server = await TritonServer.FindAsync(probe, spec, cancellationToken);
        if (!server.Model.IsLanguageModel)
        {
            throw ServerProbe.Failure("JM3023", $"the model '{server.Model.Name}' takes {string.Join(", ", server.Model.Inputs.Select(i => i.Text))}: no text_input, so it is no language model",
                "Use server.kind: kserve with workload.kind: tensors, or name the pipeline's model, e.g. server.model: ensemble.");
        }

        (_fields, _accumulates) = (new TritonFields(server.Model), server.Accumulates);
        if (!_fields.CanLimit)
        {
            throw ServerProbe.Failure("JM3023", $"the model '{server.Model.Name}' takes no max_tokens, sampling_param_max_tokens or sampling_parameters, so the length of its answers cannot be set",
                "Name the model that takes them in server.model, e.g. ensemble.");
        }

        _endpoint = probe.WithQuery(probe.Beside($"v2/models/{Uri.EscapeDataString(server.Model.Name)}/generate_stream"));
        _counters = server.Counters;
        server.Facts.Add("server.kind", "triton");
        return new ServerIdentity(server.Model.Name, server.Facts.All);
    }

    public HttpCall Write(ServerRequest request) => new(
        _endpoint ?? throw new InvalidOperationException("DescribeAsync comes first."), _fields!.Write(request, _extra));

    public IReplyReader CreateReader() => new TritonReader(_accumulates);

    public async Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken) =>
        _counters is { } source ? await source.ReadAsync(probe, cancellationToken) : null;
}
