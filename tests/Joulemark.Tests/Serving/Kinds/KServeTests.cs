using System.Runtime.InteropServices;
using Joulemark.Serving;
using Joulemark.Testing.Servers;
using Joulemark.Workloads;

namespace Joulemark.Tests.Serving.Kinds;

/// <summary>Tensors in, a class out, whichever way the tensors go.</summary>
public abstract class KServeTests : ServerContractTests
{
    internal override FakeServer Start() => FakeTritonServer.Start(FakeTritonModel.Image);

    /// <summary>Twelve values, the third quarter of them the largest.</summary>
    internal override ServerRequest Request => Servers.Infer(new TensorInput("image", "FP32", [1, 3, 2, 2],
        MemoryMarshal.AsBytes<float>([0, 0, 0, 1, 1, 1, 9, 0.5f, 9, 2, 2, 2]).ToArray()));

    internal override string Answer(FakeServer server) => "2";
}
