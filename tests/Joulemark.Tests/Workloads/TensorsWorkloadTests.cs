using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Testing.Devices;
using Joulemark.Workloads;
using Xunit;

namespace Joulemark.Tests.Workloads;

public sealed class TensorsWorkloadTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Data_InALine_HasTheShapeOfItsLists()
    {
        var item = Assert.Single(Load("""{"name":"x","data":[[1,2,3],[4,5,6.5]],"answer":7}""").Items);

        var tensor = Assert.Single(item.Tensors);
        Assert.Equal(("x", "FP32", "2,3", "7"), (tensor.Name, tensor.DataType, string.Join(',', tensor.Shape), item.Answer));
        Assert.Equal([1, 2, 3, 4, 5, 6.5f], MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray());
    }

    [Fact]
    public void SeveralTensors_MakeOneInference()
    {
        var item = Assert.Single(Load("""{"tensors":[{"name":"a","datatype":"INT64","data":[-1,2]},{"name":"b","datatype":"BYTES","data":["hé"]}]}""").Items);

        Assert.Equal([-1L, 2L], MemoryMarshal.Cast<byte, long>(item.Tensors[0].Data.Span).ToArray());
        Assert.Equal([3, 0, 0, 0, .. "hé"u8], item.Tensors[1].Data.ToArray());
        Assert.Null(item.Answer);
    }

    [Theory]
    [InlineData("<f4", "FP32")]
    [InlineData(">f4", "FP32")]
    [InlineData("|u1", "UINT8")]
    [InlineData("<i2", "INT16")]
    [InlineData("<f2", "FP16")]
    [InlineData("|b1", "BOOL")]
    public void NumPyFiles_AreReadByTheirOwnType(string descr, string type)
    {
        var size = descr[^1] - '0';
        Write("x.npy", Npy(descr, "(1, 2)", [.. Enumerable.Range(0, 2 * size).Select(i => (byte)(i % 2))]));

        var tensor = Load("""{"file":"x.npy"}""").Items[0].Tensors[0];

        Assert.Equal((type, "1,2", 2 * size), (tensor.DataType, string.Join(',', tensor.Shape), tensor.Data.Length));
    }

    [Fact]
    public void BigEndianNumPy_BecomesLittleEndian()
    {
        var data = new byte[8];
        BinaryPrimitives.WriteSingleBigEndian(data, 1.5f);
        BinaryPrimitives.WriteSingleBigEndian(data.AsSpan(4), -2);
        Write("x.npy", Npy(">f4", "(2,)", data));

        Assert.Equal([1.5f, -2f], MemoryMarshal.Cast<byte, float>(Load("""{"file":"x.npy"}""").Items[0].Tensors[0].Data.Span).ToArray());
    }

    [Fact]
    public void NumPyVersion2_HasALongerHeader()
    {
        Write("x.npy", Npy("<i8", "()", new byte[8], version: 2));

        Assert.Empty(Load("""{"file":"x.npy"}""").Items[0].Tensors[0].Shape);
    }

    [Theory]
    [InlineData("""{"answer":1}""", "neither \"file\" nor \"data\"")]
    [InlineData("""[1]""", "a JSON array, not an object")]
    [InlineData("""{"data":[[1,2],[3]]}""", "different lengths")]
    [InlineData("""{"data":[1,"a"]}""", "\"a\" is no FP32")]
    [InlineData("""{"data":[300],"datatype":"UINT8"}""", "300 is no UINT8")]
    [InlineData("""{"data":[-1],"datatype":"UINT32"}""", "-1 is no UINT32")]
    [InlineData("""{"data":[1],"datatype":"FP23"}""", "datatype 'FP23' does not exist")]
    [InlineData("""{"data":[1,2],"shape":[3]}""", "2 elements where the shape [3] has 3")]
    [InlineData("""{"file":"missing.npy"}""", "missing.npy")]
    [InlineData("""{"file":"raw.bin"}""", "\"datatype\" and \"shape\" must be given")]
    [InlineData("""{"file":"fortran.npy"}""", "columns first")]
    [InlineData("""{"file":"short.npy"}""", "4 bytes of data where its shape [2] of FP32 needs 8")]
    [InlineData("""{"file":"complex.npy"}""", "elements of type '<c8'")]
    [InlineData("""{"file":"text.npy"}""", "no NumPy file")]
    public void WhatIsWrong_IsSaidWithItsLine(string line, string words)
    {
        Write("raw.bin", [1, 2, 3, 4]);
        Write("fortran.npy", Npy("<f4", "(2, 2)", new byte[16], fortran: true));
        Write("short.npy", Npy("<f4", "(2,)", new byte[4]));
        Write("complex.npy", Npy("<c8", "(1,)", new byte[8]));
        Write("text.npy", [.. "this is no array at all"u8]);

        var failure = Assert.Throws<JoulemarkException>(() => Load("""{"data":[1]}""" + "\n" + line));

        var problem = Assert.Single(failure.Diagnostics);
        Assert.Equal(("JM1008", 2), (problem.Id, problem.Line));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherElements_GiveAnotherHash_AndTheSameTheSame()
    {
        var one = Load("""{"data":[1]}""").ContentHash;

        Assert.Equal(one, Load("""{"data":[1.0]}""").ContentHash);
        Assert.NotEqual(one, Load("""{"data":[2]}""").ContentHash);
        Assert.NotEqual(one, Load("""{"data":[1],"name":"x"}""").ContentHash);
    }

    [Fact]
    public void ATaskLargerThanItsFile_AsksItAgain()
    {
        var task = Load("""{"data":[1],"answer":"0"}""" + "\n" + """{"data":[2],"answer":"1"}""", requests: 5);

        Assert.Equal((5, 2), (task.Items.Count, task.DistinctItems));
        Assert.Same(task.Items[0], task.Items[2]);
        Assert.True(task.Scorer!.IsCorrect("1", "1"));
    }

    [Fact]
    public void WithoutAFile_TheTensorsAreMadeUp_FromTheSeed()
    {
        var task = new TensorsWorkload().Load(Specs.Spec("workload.kind=tensors").Workload, seed: 5);
        var other = new TensorsWorkload().Load(Specs.Spec("workload.kind=tensors").Workload, seed: 6);

        Assert.All(task.Items, i => Assert.NotNull(Assert.Single(i.Tensors).RandomSeed));
        Assert.Equal(16, task.Items.Select(i => i.Tensors[0].RandomSeed).Distinct().Count());
        Assert.NotEqual(task.ContentHash, other.ContentHash);
        Assert.Null(task.Scorer);
    }

    private static byte[] Npy(string descr, string shape, byte[] data, int version = 1, bool fortran = false)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}".PadRight(117) + "\n");
        byte[] length = version == 1 ? [(byte)header.Length, 0] : [(byte)header.Length, 0, 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. data];
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(_directory.Path, name), bytes);

    private WorkloadTask Load(string lines, int requests = 0)
    {
        var path = Path.Combine(_directory.Path, "tensors.jsonl");
        File.WriteAllText(path, lines);
        return new TensorsWorkload().Load(Specs.Spec("workload.kind=tensors").Workload with { Path = path, Requests = requests == 0 ? lines.Split('\n').Length : requests }, seed: 1);
    }
}
