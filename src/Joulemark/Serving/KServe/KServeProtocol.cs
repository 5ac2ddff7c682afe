using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Counters;
using Joulemark.Serving.Http;
using Joulemark.Serving.Triton;
using Joulemark.Workloads;

namespace Joulemark.Serving.KServe;

/// <summary>
/// KServe's Open Inference Protocol v2, <c>/v2/models/NAME/infer</c>: tensors in, tensors out, for vision and other models.
/// Tensors go as bytes behind the JSON where the server takes that (triton-inference-server/server,
/// <c>docs/protocol/extension_binary_data.md</c> at 02c5c95: little-endian, in the order of the inputs, texts with four bytes of
/// length, <c>binary_data_output</c> for all outputs), as JSON numbers elsewhere. An inference is a request without tokens.
/// </summary>
/// <param name="spec">The system under test.</param>
internal sealed class KServeProtocol(ServerSpec spec) : IServerProtocol
{
    /// <summary>Bodies are kept up to this size in all: most tasks ask the same tensors again and again.</summary>
    private const long MostKept = 256L * 1024 * 1024;
    private readonly ExtraBody? _extra = ExtraBody.Parse(spec.Body);
    private readonly ConcurrentDictionary<IReadOnlyList<TensorInput>, HttpCall> _kept = new(ReferenceEqualityComparer.Instance);
    private long _keptBytes;
    private Uri? _endpoint;
    private TritonModel? _model;
    private CounterSource? _counters;
    private bool _binary;

    public ReplyFormat Format => ReplyFormat.Document;

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        var server = await TritonServer.FindAsync(probe, spec, cancellationToken);
        _model = server.Model;
        _binary = spec.Tensors == "binary" || (spec.Tensors == "auto" && server.TakesBinary);
        _counters = server.Counters;
        _endpoint = probe.WithQuery(probe.Beside($"v2/models/{Uri.EscapeDataString(_model.Name)}/infer"));
        server.Facts.Add("server.kind", "kserve");
        server.Facts.Add("server.tensors", _binary ? "binary" : "json");
        return new ServerIdentity(_model.Name, server.Facts.All);
    }

    public HttpCall Write(ServerRequest request)
    {
        if (request.Tensors is not { } given)
            throw ServerProbe.Failure("JM3024", "the workload has text, and a KServe model takes tensors", "Use workload.kind: tensors, or server.kind: triton for a language model.");
        if (_kept.TryGetValue(given, out var kept))
            return kept;
        var tensors = given is [{ RandomSeed: { } seed }] ? KServeInputs.Random(_model!, seed) : KServeInputs.Fit(given, _model!);
        var call = _binary ? Binary(tensors) : Json(tensors);
        if (Interlocked.Add(ref _keptBytes, call.Body.Length) <= MostKept)
            _kept.TryAdd(given, call);
        return call;
    }

    public IReplyReader CreateReader() => new KServeReader();

    public async Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken) =>
        _counters is { } source ? await source.ReadAsync(probe, cancellationToken) : null;

    private HttpCall Json(IReadOnlyList<TensorInput> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        try
        {
            Write(buffer, tensors, binary: false);
        }
        catch (InvalidDataException e)
        {
            throw ServerProbe.Failure("JM3024", e.Message, "Use server.tensors: binary, if the server takes it.");
        }

        return new HttpCall(_endpoint!, buffer.WrittenMemory);
    }

    private HttpCall Binary(IReadOnlyList<TensorInput> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + tensors.Sum(t => t.Data.Length));
        Write(buffer, tensors, binary: true);
        var header = buffer.WrittenCount;
        foreach (var tensor in tensors)
            buffer.Write(tensor.Data.Span);
        return new HttpCall(_endpoint!, buffer.WrittenMemory)
        {
            ContentType = "application/octet-stream",
            Headers = [new("Inference-Header-Content-Length", header.ToString(CultureInfo.InvariantCulture))],
        };
    }

    private void Write(ArrayBufferWriter<byte> buffer, IReadOnlyList<TensorInput> tensors, bool binary)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("parameters"u8);
        if (binary)
            json.WriteBoolean("binary_data_output"u8, true);
        _extra?.WriteIn(json, "parameters");
        json.WriteEndObject();
        json.WriteStartArray("inputs"u8);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteStartArray("shape"u8);
            foreach (var size in tensor.Shape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteString("datatype"u8, tensor.DataType);
            if (binary)
            {
                json.WriteStartObject("parameters"u8);
                json.WriteNumber("binary_data_size"u8, tensor.Data.Length);
                json.WriteEndObject();
            }
            else
            {
                TensorJson.Write(json, tensor);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        _extra?.WriteTop(json, "parameters");
        json.WriteEndObject();
    }
}
